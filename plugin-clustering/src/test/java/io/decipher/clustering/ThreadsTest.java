// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Projection;
import io.decipher.api.RunContext;
import io.decipher.clustering.hdbscan.Dbcv;
import io.decipher.clustering.hdbscan.Hdbscan;
import io.decipher.clustering.hdbscan.HdbscanModel;
import io.decipher.clustering.kmeans.KMeans;
import io.decipher.clustering.pca.Pca;
import io.decipher.clustering.umap.Umap;
import io.decipher.clustering.umap.UmapProjection;
import io.decipher.numerics.Metric;
import io.decipher.numerics.NearestNeighbours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/** One seed, one outcome, to the byte, on any number of threads. */
class ThreadsTest {
  private static final RunContext RUN = RunContext.seeded(11);

  /** All that is computed here from some points. */
  private static List<Object> outcome() {
    FloatMatrix points = Samples.blobs(4600, 12, 4, 7, 3);
    List<Object> outcome = new ArrayList<>();
    NearestNeighbours nearest = NearestNeighbours.approximate(points, 10, RUN);
    outcome.add(Arrays.toString(nearest.indices()));
    UmapProjection layout = new Umap(10, 2, 0).fit(points, nearest, RUN);
    outcome.add(layout.points());
    outcome.add(layout.project(Samples.normal(70, 12, 5, false), RUN));
    HdbscanModel model = new Hdbscan(50, 5).fit(layout.points(), RUN);
    outcome.add(model.classes());
    outcome.add(model.sweep());
    outcome.add(model.memberships());
    outcome.add(model.assign(Samples.normal(90, 2, 6, false), RUN));
    outcome.add(Dbcv.of(layout.points(), model.classes().labels(), Metric.EUCLIDEAN, RUN).index());
    Projection principal = new Pca(5, true).fit(points, RUN);
    outcome.add(principal.points());
    outcome.add(new KMeans(4, 2, 50, 1e-4).fit(points, RUN).classes());
    return outcome;
  }

  @Test
  void change_nothing() throws Exception {
    ForkJoinPool one = new ForkJoinPool(1);
    ForkJoinPool five = new ForkJoinPool(5);
    try {
      List<Object> alone = one.submit(ThreadsTest::outcome).get();
      assertThat(five.submit(ThreadsTest::outcome).get()).isEqualTo(alone);
    } finally {
      one.shutdown();
      five.shutdown();
    }
  }
}
