// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Numbers of other programs; the README beside the files says how they were made. */
final class Golden {
  private Golden() {}

  static FloatMatrix matrix(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("golden/" + name)) {
      Path file = Files.createTempFile("golden", ".npy");
      try {
        Files.write(file, in.readAllBytes());
        return Npy.read(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns pixels, which the file holds as 0 … 255, in [0, 1]. */
  static FloatMatrix images(String name) {
    FloatMatrix bytes = matrix(name);
    float[] values = bytes.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] /= 255;
    }
    return FloatMatrix.wrap(bytes.rows(), bytes.columns(), values);
  }

  static double expected(String key) {
    Properties all = new Properties();
    try (InputStream in = Golden.class.getResourceAsStream("golden/expected.properties")) {
      all.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Double.parseDouble(all.getProperty(key));
  }
}
