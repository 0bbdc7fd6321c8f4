// SPDX-License-Identifier: Apache-2.0
package io.decipher.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.decipher.api.DecipherException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCacheTest {
  private static final String VARIABLE = "DJL_CACHE_DIR";
  private static final String NAME = "libnothing.so";
  private static final byte[] LIBRARY = "machine code".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;
  private Path directory;
  private URL inJar;

  @BeforeEach
  void a_jar_holds_a_library() throws IOException {
    assumeTrue(System.getenv(VARIABLE) == null, "the environment names another cache");
    directory = folder.resolve("cache");
    System.setProperty(VARIABLE, directory.toString());
    Path jar = folder.resolve("natives.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new ZipEntry("native/" + NAME));
      out.write(LIBRARY);
    }
    inJar = URI.create("jar:" + jar.toUri() + "!/native/" + NAME).toURL();
  }

  @AfterEach
  void the_property_is_as_before() {
    System.clearProperty(VARIABLE);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static Path unpacked(NativeFile file) throws IOException {
    return NativeCache.open().unpacked("nothing", "1.0-linux", List.of(file)).resolve(NAME);
  }

  private List<String> held() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("nothing"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void a_library_is_unpacked_once_into_a_folder_of_ones_own() throws Exception {
    NativeFile file = NativeFile.of(NAME, inJar, sha256(LIBRARY));
    Path library = unpacked(file);
    assertThat(library).hasBinaryContent(LIBRARY);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    Object key = Files.readAttributes(library, "unix:ino").get("ino");
    assertThat(unpacked(file)).isEqualTo(library);
    assertThat(Files.readAttributes(library, "unix:ino")).containsEntry("ino", key);
  }

  @Test
  void a_library_that_was_changed_cut_or_replaced_by_a_link_is_unpacked_again() throws Exception {
    for (String digest : new String[] {sha256(LIBRARY), null}) { // by CRC-32 too
      NativeFile file = NativeFile.of(NAME, inJar, digest);
      Path library = unpacked(file);
      Files.writeString(library, "Machine code");
      assertThat(unpacked(file)).hasBinaryContent(LIBRARY);
      Files.writeString(library, "machine");
      assertThat(unpacked(file)).hasBinaryContent(LIBRARY);
      Path other = Files.write(folder.resolve("other"), LIBRARY);
      Files.delete(library);
      Files.createSymbolicLink(library, other);
      assertThat(Files.isSymbolicLink(unpacked(file))).isFalse();
    }
  }

  @Test
  void what_a_killed_process_left_is_swept_away() throws Exception {
    Path left = Files.createDirectories(directory.resolve("nothing/unpacking-4711"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(left.resolve(NAME), "mach");
    unpacked(NativeFile.of(NAME, inJar, sha256(LIBRARY)));
    assertThat(held()).containsExactly(".lock", "1.0-linux");
  }

  @Test
  void a_jar_that_holds_another_library_than_the_known_one_is_refused_and_leaves_nothing()
      throws Exception {
    NativeFile file = NativeFile.of(NAME, inJar, sha256(new byte[] {1}));
    assertThatThrownBy(() -> unpacked(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
    assertThat(held()).containsExactly(".lock");
  }

  @Test
  void a_cache_that_others_can_write_to_is_refused() throws IOException {
    Files.createDirectory(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(NativeCache::open)
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(VARIABLE);
  }

  @Test
  void libraries_of_one_name_have_fingerprints_of_their_own() throws Exception {
    NativeFile pinned = NativeFile.of(NAME, inJar, sha256(LIBRARY));
    assertThat(pinned.fingerprint()).isEqualTo(sha256(LIBRARY).substring(0, 12));
    NativeFile unpinned = NativeFile.of(NAME, inJar, null);
    assertThat(unpinned.fingerprint()).startsWith(LIBRARY.length + "-");
  }
}
