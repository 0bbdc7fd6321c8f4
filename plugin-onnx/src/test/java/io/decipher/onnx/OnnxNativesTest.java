// SPDX-License-Identifier: Apache-2.0
package io.decipher.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.decipher.natives.NativeCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxNativesTest {
  private static final String PATH = "onnxruntime.native.path";
  private static final String VARIABLE = "DJL_CACHE_DIR";

  private static Path folder() {
    return Objects.requireNonNull(OnnxNatives.unpacked(NativeCache.open()));
  }

  private static List<Path> libraries() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.sorted().toList();
    }
  }

  @Test
  void what_is_loaded_lies_in_the_cache_and_nowhere_else() throws IOException {
    OnnxNatives.environment();
    assertThat(System.getProperty(PATH)).isNull();
    Path maps = Path.of("/proc/self/maps");
    assumeTrue(Files.exists(maps), "this system tells what is loaded");
    // A path in it may be in any encoding.
    String loaded = new String(Files.readAllBytes(maps), StandardCharsets.ISO_8859_1);
    List<String> places =
        loaded
            .lines()
            .filter(line -> line.contains("onnxruntime") && line.contains(".so"))
            .map(line -> line.substring(line.indexOf('/')))
            .distinct()
            .toList();
    assertThat(places)
        .containsExactlyInAnyOrderElementsOf(libraries().stream().map(Path::toString).toList());
  }

  @Test
  void what_was_changed_is_unpacked_again_before_it_is_used(@TempDir Path own) throws IOException {
    assumeTrue(System.getenv(VARIABLE) == null, "the environment names another cache");
    System.setProperty(VARIABLE, own.resolve("cache").toString());
    try {
      for (Path library : libraries()) {
        byte[] whole = Files.readAllBytes(library);
        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 1;
        Files.write(library, changed);
        assertThat(folder()).isEqualTo(library.getParent());
        assertThat(Arrays.equals(Files.readAllBytes(library), whole)).as("%s", library).isTrue();
      }
    } finally {
      System.clearProperty(VARIABLE);
    }
  }
}
