// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.clustering.hdbscan.ClusterSelection;
import io.decipher.clustering.hdbscan.Hdbscan;
import io.decipher.clustering.hdbscan.HdbscanProvider;
import io.decipher.clustering.kmeans.KMeans;
import io.decipher.clustering.kmeans.KMeansProvider;
import io.decipher.clustering.pca.Pca;
import io.decipher.clustering.pca.PcaProvider;
import io.decipher.clustering.umap.Umap;
import io.decipher.clustering.umap.UmapProvider;
import io.decipher.numerics.Metric;
import io.decipher.numerics.PrincipalComponents.Solver;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a program says by a builder is what a configuration says. */
class BuildersTest {
  private static final Plugins PLUGINS =
      Plugins.of(
          List.of(
              new HdbscanProvider(), new KMeansProvider(), new UmapProvider(), new PcaProvider()));

  private static Object clusterer(String block) {
    return PLUGINS.create(ClustererProvider.class, Settings.parse("test", block));
  }

  private static Object projector(String block) {
    return PLUGINS.create(ProjectorProvider.class, Settings.parse("test", block));
  }

  @Test
  void have_the_defaults_of_a_configuration() {
    assertThat(Hdbscan.builder().build()).isEqualTo(clusterer("type = hdbscan"));
    assertThat(KMeans.builder().classes(3).build())
        .isEqualTo(clusterer("type = k-means, classes = 3"));
    assertThat(Umap.builder().build()).isEqualTo(projector("type = umap"));
    assertThat(Pca.builder().build()).isEqualTo(projector("type = pca"));
  }

  @Test
  void set_each_setting() {
    assertThat(
            Hdbscan.builder()
                .minClusterSize(7)
                .minClusterShare(0.1)
                .minSamples(3)
                .selection(ClusterSelection.LEAF)
                .clusterSelectionEpsilon(0.5)
                .clusterSelectionEpsilonMax(2)
                .maxClusterSize(90)
                .allowSingleCluster(true)
                .metric(Metric.MANHATTAN)
                .resolution(Hdbscan.Resolution.PLATEAU)
                .build())
        .isEqualTo(
            clusterer(
                "type = hdbscan, min-cluster-size = 7, min-cluster-share = 0.1, min-samples = 3,"
                    + " selection = leaf, cluster-selection-epsilon = 0.5,"
                    + " cluster-selection-epsilon-max = 2, max-cluster-size = 90,"
                    + " allow-single-cluster = true, metric = manhattan, resolution = plateau"));
    assertThat(
            Umap.builder()
                .neighbours(4)
                .dimensions(3)
                .minDistance(0)
                .spread(2)
                .epochs(9)
                .negativeSamples(1)
                .learningRate(0.5)
                .init(Umap.Init.PCA)
                .metric(Metric.COSINE)
                .deterministic(false)
                .build())
        .isEqualTo(
            projector(
                "type = umap, neighbours = 4, dimensions = 3, min-distance = 0, spread = 2, epochs"
                    + " = 9, negative-samples = 1, learning-rate = 0.5, init = pca, metric ="
                    + " cosine, deterministic = false"));
    assertThat(KMeans.builder().classes(2).restarts(1).maxIterations(5).tolerance(0).build())
        .isEqualTo(
            clusterer(
                "type = k-means, classes = 2, restarts = 1, max-iterations = 5, tolerance = 0"));
    assertThat(Pca.builder().dimensions(2).whiten(true).solver(Solver.EXACT).build())
        .isEqualTo(projector("type = pca, dimensions = 2, whiten = true, solver = exact"));
  }

  @Test
  void refuse_what_is_out_of_range() {
    assertThatThrownBy(() -> KMeans.builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("classes must be at least 1, but was 0");
    assertThatThrownBy(() -> Hdbscan.builder().minClusterSize(1).build())
        .hasMessageContaining("min-cluster-size must be at least 2");
  }
}
