// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Numbers of the prototype; the README beside the files says how they were made. */
final class Golden {
  private Golden() {}

  static FloatMatrix read(Path directory, String name) throws IOException {
    Path file = directory.resolve(name);
    try (InputStream in = Golden.class.getResourceAsStream(name)) {
      Files.write(file, in.readAllBytes());
    }
    return Npy.read(file);
  }

  static void assertClose(FloatMatrix actual, FloatMatrix expected, double tolerance) {
    assertThat(actual.rows()).isEqualTo(expected.rows());
    assertThat(actual.columns()).isEqualTo(expected.columns());
    for (int i = 0; i < actual.rows(); i++) {
      for (int j = 0; j < actual.columns(); j++) {
        assertThat(actual.get(i, j))
            .as("row %d, column %d", i, j)
            .isCloseTo(expected.get(i, j), within((float) tolerance));
      }
    }
  }
}
