// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.hdbscan.Hdbscan;
import io.decipher.clustering.hdbscan.HdbscanModel;
import io.decipher.clustering.pca.Pca;
import io.decipher.clustering.pca.PcaProjection;
import io.decipher.clustering.umap.Umap;
import io.decipher.clustering.umap.UmapProjection;
import io.decipher.numerics.Metric;
import io.decipher.numerics.NearestNeighbours;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Points that were clustered get the very groups they were given when they are assigned. */
class EqualRowsTest {
  private static final RunContext RUN = RunContext.seeded(3);

  /** What lays points out, and the same for new ones. */
  private record Layout(FloatMatrix fitted, FloatMatrix encoded) {
    static Layout of(String projector, FloatMatrix points) {
      switch (projector) {
        case "pca" -> {
          PcaProjection pca = new Pca(2, true).fit(points, RUN);
          return new Layout(pca.points(), pca.project(points, RUN));
        }
        case "umap" -> {
          UmapProjection umap = new Umap(10, 2, 0).fit(points, RUN);
          return new Layout(umap.points(), umap.project(points, RUN));
        }
        case "balanced" -> {
          int[] halves = new int[points.rows()];
          Arrays.setAll(halves, i -> i % 2);
          NearestNeighbours graph =
              NearestNeighbours.balanced(points, halves, 4, Metric.EUCLIDEAN, RUN);
          UmapProjection umap = new Umap(10, 2, 0).layOut(points, graph, RUN);
          return new Layout(umap.points(), umap.project(points, RUN));
        }
        default -> {
          return new Layout(points, points);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "none, 1, false", "none, 8, false", "none, 8, true",
    "pca, 1, true", "pca, 8, false", "pca, 8, true",
    "umap, 1, false", "umap, 8, false", "umap, 8, true",
    "balanced, 8, false", "balanced, 8, true"
  })
  void get_one_group_and_keep_it(String projector, int copies, boolean weighted) {
    SplittableRandom random = new SplittableRandom(5);
    FloatMatrix distinct = Shapes.groups(6, 480 / copies, 3, 4);
    int[] rows = random.ints(480, 0, distinct.rows()).toArray();
    FloatMatrix points = copies == 1 ? distinct : distinct.select(rows);
    Layout layout = Layout.of(projector, points);
    assertThat(layout.encoded).isEqualTo(layout.fitted);
    Hdbscan recipe = new Hdbscan(15, 5);
    double[] weights = random.doubles(480, 0.2, 3).toArray();
    HdbscanModel model =
        weighted ? recipe.fit(layout.fitted, weights, RUN) : recipe.fit(layout.fitted, RUN);
    assertThat(model.assign(layout.encoded, RUN)).isEqualTo(model.classes());
    Map<String, Integer> groups = new HashMap<>();
    for (int i = 0; i < 480; i++) {
      int label = model.classes().labels().get(i);
      assertThat(groups.merge(Arrays.toString(points.row(i)), label, (a, b) -> a)).isEqualTo(label);
    }
  }
}
