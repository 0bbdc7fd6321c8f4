// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.pca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.Samples;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcaProjectionTest {
  private static final RunContext RUN = RunContext.seeded(1);

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"200, 7, 3, false", "200, 7, 3, true", "5, 40, 64, true", "0, 3, 2, false"})
  void a_saved_projection_comes_back_the_same(int n, int d, int dimensions, boolean whiten)
      throws IOException {
    Pca pca = new Pca(dimensions, whiten);
    FloatMatrix points = Samples.normal(n, d, 3, false);
    PcaProjection projection = pca.fit(points, RUN);
    projection.save(directory);
    PcaProjection restored = pca.load(directory);
    FloatMatrix others = Samples.normal(50, d, 4, false);
    assertThat(restored.points()).isEqualTo(projection.points());
    assertThat(restored.project(others, RUN)).isEqualTo(projection.project(others, RUN));
    assertThat(restored.explainedVariance()).isEqualTo(projection.explainedVariance());
    assertThat(restored.mean()).isEqualTo(projection.mean());
    assertThat(restored.directions()).isEqualTo(projection.directions());
  }

  @Test
  void a_projection_saved_by_other_settings_is_refused() throws IOException {
    new Pca(3, false).fit(Samples.normal(20, 5, 3, false), RUN).save(directory);
    assertThatThrownBy(() -> new Pca(2, true).load(directory))
        .isInstanceOf(DecipherException.class)
        .hasMessage(
            directory.resolve("pca.conf")
                + ": was fitted to keep 3 directions with whiten = false, but the settings given"
                + " keep 2 with whiten = true; use the settings that it was fitted with, or fit"
                + " again");
  }
}
