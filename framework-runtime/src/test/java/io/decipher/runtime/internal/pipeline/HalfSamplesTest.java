// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.Sweep;
import io.decipher.clustering.hdbscan.Hdbscan;
import io.decipher.clustering.umap.Umap;
import io.decipher.runtime.report.Reproduction;
import io.decipher.runtime.report.Reproduction.Choice;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HalfSamplesTest {
  private static final int NEIGHBOURS = 15;
  private static final int DIMENSIONS = 10;
  private static final RunContext RUN = RunContext.seeded(7);
  private static final Umap UMAP = new Umap(NEIGHBOURS, 2, 0);
  private static final Hdbscan HDBSCAN = new Hdbscan(5, 5);

  private static Optional<Choice> choice(float[][] rows) {
    FloatMatrix points = FloatMatrix.ofRows(rows);
    Reproduction reproduction =
        new HalfSamples(UMAP, HDBSCAN, NEIGHBOURS)
            .of(FeatureSpace.of(points), 10_000, 2, RUN)
            .orElseThrow();
    Sweep sweep = HDBSCAN.fit(UMAP.fit(points, RUN).points(), RUN).sweep();
    return reproduction.choose(sweep);
  }

  private static float[][] blobs(int... sizes) {
    Random random = new Random(1);
    int n = Arrays.stream(sizes).sum();
    float[][] rows = new float[n][DIMENSIONS];
    int at = 0;
    for (int size : sizes) {
      double[] centre = random.doubles(DIMENSIONS, 0, 12).toArray();
      for (int i = 0; i < size; i++, at++) {
        for (int j = 0; j < DIMENSIONS; j++) {
          rows[at][j] = (float) (centre[j] + random.nextGaussian());
        }
      }
    }
    return rows;
  }

  @Nested
  class Data_that_hold_classes {
    @Test
    void give_their_number_and_all_of_it_is_found_again() {
      Choice choice = choice(blobs(80, 80, 80, 80, 80, 80)).orElseThrow();
      assertThat(choice.classes()).isEqualTo(6);
      assertThat(choice.hasClasses()).isTrue();
      assertThat(choice.isStable()).isTrue();
      assertThat(choice.level().recovery()).isGreaterThan(0.95);
    }

    @Test
    void give_classes_of_twenty_beside_those_of_two_hundred() {
      Choice choice = choice(blobs(200, 200, 100, 50, 20, 20, 20)).orElseThrow();
      assertThat(choice.classes()).isEqualTo(7);
      assertThat(choice.isStable()).isTrue();
    }
  }

  @Nested
  class Data_that_hold_none {
    private final Random random = new Random(3);
    private final float[][] rows = new float[800][DIMENSIONS];

    private void none() {
      Optional<Choice> choice = choice(rows);
      assertThat(choice.filter(Choice::hasClasses)).isEmpty();
    }

    @Test
    void uniform_noise() {
      for (float[] row : rows) {
        for (int j = 0; j < DIMENSIONS; j++) {
          row[j] = random.nextFloat();
        }
      }
      none();
    }

    @Test
    void one_blob() {
      for (float[] row : rows) {
        for (int j = 0; j < DIMENSIONS; j++) {
          row[j] = (float) random.nextGaussian();
        }
      }
      none();
    }

    @Test
    void one_blob_that_is_wide_in_some_directions() {
      for (float[] row : rows) {
        for (int j = 0; j < DIMENSIONS; j++) {
          row[j] = (float) (random.nextGaussian() / (1 + j));
        }
      }
      none();
    }

    @Test
    void a_bent_line() {
      for (float[] row : rows) {
        double t = 6 * random.nextDouble();
        for (int j = 0; j < DIMENSIONS; j++) {
          row[j] = (float) (Math.sin(t * (1 + 0.37 * j) + j) + 0.05 * random.nextGaussian());
        }
      }
      none();
    }

    @Test
    void a_bent_surface() {
      for (float[] row : rows) {
        double t = 4 * random.nextDouble();
        double u = 4 * random.nextDouble();
        for (int j = 0; j < DIMENSIONS; j++) {
          row[j] =
              (float)
                  (Math.sin(t * (0.3 + 0.17 * j) + j)
                      + Math.cos(u * (0.3 + 0.21 * j) - j)
                      + 0.05 * random.nextGaussian());
        }
      }
      none();
    }
  }

  @Test
  void the_same_seed_gives_the_same_figures() {
    FeatureSpace space = FeatureSpace.of(FloatMatrix.ofRows(blobs(60, 60, 60)));
    HalfSamples halves = new HalfSamples(UMAP, HDBSCAN, NEIGHBOURS);
    assertThat(halves.of(space, 150, 2, RUN)).isEqualTo(halves.of(space, 150, 2, RUN));
  }

  @Test
  void sizes_are_of_all_samples_where_some_were_drawn() {
    FeatureSpace space = FeatureSpace.of(FloatMatrix.ofRows(blobs(100, 100)));
    Reproduction some =
        new HalfSamples(UMAP, HDBSCAN, NEIGHBOURS).of(space, 100, 1, RUN).orElseThrow();
    assertThat(some.sample()).isEqualTo(100);
    assertThat(some.levels().get(0).size()).isEqualTo(10);
  }

  @Test
  void too_few_samples_cannot_be_parted() {
    FeatureSpace space = FeatureSpace.of(FloatMatrix.ofRows(blobs(8, 8)));
    assertThat(new HalfSamples(UMAP, HDBSCAN, NEIGHBOURS).of(space, 100, 1, RUN)).isEmpty();
  }
}
