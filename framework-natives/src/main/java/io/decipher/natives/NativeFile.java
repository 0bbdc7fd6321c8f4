// SPDX-License-Identifier: Apache-2.0
package io.decipher.natives;

import io.decipher.api.Sha256;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A native library as it lies in a jar, and what it must be once it is unpacked: of a SHA-256 that
 * is known beforehand, else of the size and the CRC-32 that the jar tells.
 *
 * @implNote 185 MB are hashed in 0.1 s where the processor has instructions for it, in 0.5 s where
 *     not. Files are read and written by streams, for a channel is closed for good by an
 *     interruption of its thread.
 */
public final class NativeFile {
  private static final int BUFFER = 1 << 16;
  private static final int FINGERPRINT = 12;

  private final String name;
  private final @Nullable URL source;
  private final @Nullable String sha256;
  private final long size;
  private final long crc;

  private NativeFile(
      String name, @Nullable URL source, @Nullable String sha256, long size, long crc) {
    this.name = name;
    this.source = source;
    this.sha256 = sha256;
    this.size = size;
    this.crc = crc;
  }

  /**
   * Returns a library.
   *
   * @param name of the file that it is unpacked to
   * @param source where it lies; nothing if nowhere, as where another unpacks it
   * @param sha256 its digest in hexadecimal digits; nothing if it is not known
   * @throws IOException if the source cannot be looked at
   */
  public static NativeFile of(String name, @Nullable URL source, @Nullable String sha256)
      throws IOException {
    if (source == null) {
      return new NativeFile(name, null, sha256, -1, -1);
    }
    URLConnection connection = uncached(source);
    if (connection instanceof JarURLConnection jar) {
      try (JarFile file = jar.getJarFile()) {
        Objects.requireNonNull(file);
        return new NativeFile(
            name, source, sha256, jar.getJarEntry().getSize(), jar.getJarEntry().getCrc());
      }
    }
    return new NativeFile(name, source, sha256, connection.getContentLengthLong(), -1);
  }

  /**
   * Reads a list of digests: a line a library, with words that name it and, after the last blank,
   * its SHA-256 in hexadecimal digits; lines that begin with {@code #} are comments.
   *
   * @param list which is closed; whoever ships it opens it, since a module hides its resources from
   *     this one: {@code getResourceAsStream("natives.sha256")}
   * @return the digests by what stands before them
   * @throws IOException if there is no list, or it cannot be read
   */
  public static Map<String, String> digests(@Nullable InputStream list) throws IOException {
    if (list == null) {
      throw new IOException("the jar lacks the list of what its native libraries must be");
    }
    Map<String, String> digests = new HashMap<>();
    String text;
    try (list) {
      text = new String(list.readAllBytes(), StandardCharsets.US_ASCII);
    }
    for (String line : text.lines().filter(each -> !each.startsWith("#")).toList()) {
      int last = line.lastIndexOf(' ');
      digests.put(line.substring(0, last), line.substring(last + 1).toLowerCase(Locale.ROOT));
    }
    return digests;
  }

  /**
   * Opens what an address leads to, without the cache of jars, which would keep them open.
   *
   * @throws IOException if it cannot be opened
   */
  public static InputStream open(URL source) throws IOException {
    return uncached(source).getInputStream();
  }

  private static URLConnection uncached(URL source) throws IOException {
    URLConnection connection = source.openConnection();
    connection.setUseCaches(false);
    return connection;
  }

  /** Returns the name of the file that it is unpacked to. */
  public String name() {
    return name;
  }

  /**
   * Returns what tells this library from others of its name: of its digest, or its size and sum.
   */
  public String fingerprint() {
    return sha256 == null ? size + "-" + Long.toHexString(crc) : sha256.substring(0, FINGERPRINT);
  }

  /** Writes the library to a file, and waits until it is on the disk. */
  void write(Path file) throws IOException {
    if (source == null) {
      throw new IOException("no jar holds " + name);
    }
    try (InputStream in = open(source);
        FileOutputStream out = new FileOutputStream(file.toFile())) {
      in.transferTo(out);
      out.getFD().sync(); // a power cut must not leave a file of the right size and zeros in it
    }
  }

  /**
   * Returns whether a file is this library, to the byte as far as is known: a link is not.
   *
   * @throws IOException if it cannot be read
   */
  public boolean is(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || (size >= 0 && Files.size(file) != size)) {
      return false;
    }
    if (sha256 == null && crc < 0) {
      return true;
    }
    MessageDigest digest = Sha256.digest();
    CRC32 sum = new CRC32();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = new FileInputStream(file.toFile())) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (sha256 == null) {
          sum.update(buffer, 0, read);
        } else {
          digest.update(buffer, 0, read);
        }
      }
    }
    return sha256 == null
        ? sum.getValue() == crc
        : HexFormat.of().formatHex(digest.digest()).equals(sha256);
  }
}
