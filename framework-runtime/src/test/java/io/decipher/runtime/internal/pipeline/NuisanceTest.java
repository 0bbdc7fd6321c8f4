// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.Attributes;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.numerics.NearestNeighbours;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NuisanceTest {
  private static final int N = 60;
  private final float[][] rows = new float[N][2];

  /** Two classes, and three speakers who are far from each other and speak louder in turn. */
  private Samples spoken() {
    Random random = new Random(5);
    for (int i = 0; i < N; i++) {
      int speaker = i % 3;
      rows[i][0] = (float) ((1 + speaker) * (i % 2 + 0.1 * random.nextGaussian()) + 50 * speaker);
      rows[i][1] = (float) (0.1 * (1 + speaker) * random.nextGaussian() - 20 * speaker);
    }
    return Samples.of(FloatMatrix.ofRows(rows), SampleType.vector(2))
        .withAttributes(
            Attributes.none(N)
                .withText("speaker", IntStream.range(0, N).mapToObj(i -> "s" + i % 3).toList()));
  }

  @Test
  void what_tells_groups_apart_is_taken_off() {
    Samples samples = spoken();
    Nuisance nuisance = Nuisance.of(List.of("speaker"), samples);
    FloatMatrix centred = nuisance.takenOff(samples.toMatrix());
    for (int speaker = 0; speaker < 3; speaker++) {
      double mean = 0;
      double square = 0;
      for (int i = speaker; i < N; i += 3) {
        mean += centred.get(i, 0) / 20;
        square +=
            centred.get(i, 0) * centred.get(i, 0) / 20 + centred.get(i, 1) * centred.get(i, 1) / 20;
      }
      assertThat(mean).isCloseTo(0, within(1e-5));
      assertThat(square).isCloseTo(1, within(1e-4));
    }
  }

  @Test
  void neighbours_are_shared_out_among_groups() {
    Samples samples = spoken();
    Nuisance nuisance = Nuisance.of(List.of("speaker"), samples);
    FeatureSpace space =
        new FeatureSpace(nuisance.takenOff(samples.toMatrix()), List.of(), nuisance.groups());
    NearestNeighbours near = space.neighbours(7, RunContext.seeded(1));
    assertThat(near.count()).isEqualTo(7);
    for (int i = 0; i < N; i++) {
      int sample = i;
      assertThat(IntStream.of(near.others(i)))
          .filteredOn(other -> other % 3 == sample % 3)
          .hasSize(2);
      assertThat(IntStream.of(near.others(i)))
          .allSatisfy(other -> assertThat(other % 2).isEqualTo(sample % 2));
    }
  }

  @Test
  void what_cannot_be_is_told() {
    Samples samples = spoken();
    assertThatThrownBy(() -> Nuisance.of(List.of("site"), samples))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("names 'site'")
        .hasMessageContaining("speaker");
    assertThatThrownBy(() -> Nuisance.of(List.of("speaker"), samples.slice(0, 12)))
        .hasMessageContaining("only 4 samples have s0");
    assertThatThrownBy(
            () ->
                Nuisance.of(
                    List.of("speaker"),
                    samples.select(IntStream.range(0, 20).map(i -> 3 * i).toArray())))
        .hasMessageContaining("has 1 value");
  }

  @Test
  void without_names_nothing_is_done() {
    Samples samples = spoken();
    Nuisance none = Nuisance.of(List.of(), samples);
    FloatMatrix features = samples.toMatrix();
    assertThat(none.takenOff(features)).isSameAs(features);
    assertThat(none.groups()).isEmpty();
  }
}
