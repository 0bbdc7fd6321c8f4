// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.Samples;
import io.decipher.numerics.Metric;
import io.decipher.numerics.NearestNeighbours;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UmapProjectionTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final int FITTED = 1500;
  private static final int NEW = 300;

  private static Umap umap(int dimensions, Metric metric) {
    OptionalInt epochs = OptionalInt.of(200);
    return new Umap(15, dimensions, 0.1, 1, epochs, 5, 1, Umap.Init.SPECTRAL, metric, true);
  }

  private final Umap umap = umap(2, Metric.EUCLIDEAN);
  private final FloatMatrix points = Samples.latents().slice(0, FITTED);
  private final FloatMatrix others = Samples.latents().slice(FITTED, NEW);

  @Nested
  class New_points {
    private final UmapProjection projection = umap.fit(points, RUN);

    /**
     * What is asked: of the 15 points nearest to a new one in the layout, at least 0.8 of the share
     * that a fitted one has are among its 15 nearest in space.
     */
    @Test
    void keep_their_neighbours_nearly_as_fitted_ones_do() {
      double fitted = kept(points, projection.points(), 1);
      double placed = kept(others, projection.project(others, RUN), 0);
      assertThat(fitted).isGreaterThan(0.4);
      assertThat(placed).isGreaterThan(0.8 * fitted);
    }

    /** The mean share of the 15 nearest fitted points in space that are so in the layout. */
    private double kept(FloatMatrix asked, FloatMatrix places, int first) {
      NearestNeighbours inSpace = NearestNeighbours.exact(asked, points, 15 + first, RUN);
      NearestNeighbours inLayout =
          NearestNeighbours.exact(places, projection.points(), 15 + first, RUN);
      long kept = 0;
      for (int i = 0; i < asked.rows(); i++) {
        for (int rank = first; rank < 15 + first; rank++) {
          int neighbour = inLayout.index(i, rank);
          for (int other = first; other < 15 + first; other++) {
            kept += inSpace.index(i, other) == neighbour ? 1 : 0;
          }
        }
      }
      return kept / (15.0 * asked.rows());
    }

    @Test
    void go_where_they_go_whatever_else_is_asked_on_any_number_of_threads() {
      FloatMatrix together = projection.project(others, RUN);
      int[] backwards = IntStream.range(0, NEW).map(i -> NEW - 1 - i).toArray();
      assertThat(projection.project(others.select(backwards), RUN))
          .isEqualTo(together.select(backwards));
      assertThat(projection.project(others.slice(7, 1), RUN)).isEqualTo(together.slice(7, 1));
      ForkJoinPool pool = new ForkJoinPool(1);
      assertThat(pool.submit(() -> projection.project(others, RUN)).join()).isEqualTo(together);
      pool.shutdown();
    }

    @Test
    void that_were_fitted_are_where_the_fit_put_them() {
      assertThat(projection.project(points, RUN)).isEqualTo(projection.points());
    }

    @Test
    void that_nearly_were_fitted_come_near_to_there() {
      float[] values = points.toArray();
      SplittableRandom random = new SplittableRandom(3);
      for (int at = 0; at < values.length; at++) {
        values[at] += (float) (1e-4 * random.nextGaussian());
      }
      FloatMatrix near = FloatMatrix.wrap(points.rows(), points.columns(), values);
      FloatMatrix places = projection.project(near, RUN);
      double[] off =
          IntStream.range(0, FITTED)
              .mapToDouble(i -> distance(places.row(i), projection.points().row(i)))
              .sorted()
              .toArray();
      assertThat(off[FITTED / 2]).isBetween(1e-6, 0.1);
      assertThat(off[FITTED * 9 / 10]).isLessThan(0.3);
    }

    private static double distance(float[] a, float[] b) {
      return Math.hypot(a[0] - b[0], a[1] - b[1]);
    }

    @Test
    void far_from_all_get_finite_places() {
      float[] far = new float[3 * 10];
      Arrays.fill(far, 0, 10, 1e6f);
      Arrays.fill(far, 10, 20, -1e30f);
      for (float place : projection.project(FloatMatrix.wrap(3, 10, far), RUN).toArray()) {
        assertThat(place).isBetween(-1000f, 1000f);
      }
    }

    @Test
    void of_other_columns_or_not_finite_are_refused() {
      assertThatThrownBy(() -> projection.project(FloatMatrix.empty(3), RUN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("umap was fitted to points of 10 columns, but these have 3");
      FloatMatrix nan = FloatMatrix.wrap(1, 10, new float[10]).select(0);
      float[] values = nan.toArray();
      values[4] = Float.NaN;
      assertThatThrownBy(() -> projection.project(FloatMatrix.wrap(1, 10, values), RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith("umap: the value at row 0, column 4 is NaN");
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "1, 2", "2, 2", "3, 5", "20, 3"})
  void few_fitted_points_give_finite_places_to_new_ones(int n, int dimensions) {
    Umap few = umap(dimensions, Metric.EUCLIDEAN);
    UmapProjection projection = few.fit(Samples.normal(n, 4, 1, false), RUN);
    FloatMatrix places = projection.project(Samples.normal(9, 4, 2, false), RUN);
    assertThat(places.rows()).isEqualTo(9);
    assertThat(places.columns()).isEqualTo(dimensions);
    for (float place : places.toArray()) {
      assertThat(place).isFinite();
    }
  }

  @Nested
  class Saved {
    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource(
        value = Metric.class,
        names = {"EUCLIDEAN", "COSINE"})
    void it_places_new_points_where_it_did(Metric metric) throws IOException {
      Umap recipe = umap(3, metric);
      UmapProjection projection = recipe.fit(points.slice(0, 400), RUN);
      projection.save(directory);
      UmapProjection restored = recipe.load(directory);
      assertThat(restored.points()).isEqualTo(projection.points());
      assertThat(restored.project(others, RUN)).isEqualTo(projection.project(others, RUN));
    }

    @Test
    void it_is_restored_even_of_no_points() throws IOException {
      umap.fit(FloatMatrix.empty(4), RUN).save(directory);
      assertThat(umap.load(directory).points()).isEqualTo(FloatMatrix.empty(2));
    }

    @Test
    void by_other_settings_it_is_refused() throws IOException {
      umap.fit(points.slice(0, 50), RUN).save(directory);
      assertThatThrownBy(() -> umap(3, Metric.COSINE).load(directory))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith(directory.toString())
          .hasMessageEndingWith(
              "was fitted with dimensions = 2, metric = euclidean, but the settings say"
                  + " dimensions = 3, metric = cosine");
    }

    @Test
    void a_file_that_changed_is_named() throws IOException {
      umap.fit(points.slice(0, 50), RUN).save(directory);
      Path places;
      try (Stream<Path> files = Files.list(directory)) {
        places = files.filter(file -> file.toString().contains("places")).findAny().orElseThrow();
      }
      byte[] bytes = Files.readAllBytes(places);
      bytes[bytes.length - 1] ^= 1;
      Files.write(places, bytes);
      assertThatThrownBy(() -> umap.load(directory))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith(places + ": is damaged");
    }
  }
}
