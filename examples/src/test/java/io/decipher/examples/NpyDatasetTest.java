// SPDX-License-Identifier: Apache-2.0
package io.decipher.examples;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.Settings;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.DatasetContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyDatasetTest extends DatasetContract {
  @TempDir Path temporary;
  private Path file;

  @BeforeEach
  void save_images() throws IOException {
    file = temporary.resolve("images.npy");
    float[] values = new float[5 * 6];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 30f;
    }
    Npy.write(file, FloatMatrix.wrap(5, 6, values));
  }

  @Override
  public Provider<Dataset> provider() {
    return new NpyDatasetProvider();
  }

  @Override
  public Settings settings() {
    return Settings.parse(
        "test",
        "file = \"%s\", height = 2, width = 3".formatted(file.toString().replace('\\', '/')));
  }

  @Test
  void images_of_another_size_are_refused() {
    assertThatThrownBy(() -> new NpyDataset(file, 3, 3).samples())
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("an image has 6 values; expected 3 x 3");
  }
}
