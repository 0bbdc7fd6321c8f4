// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.ClusterTree.Cluster;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterTreeTest {
  private final Cluster all = new Cluster(0, -1, 0, 1, 6, 5.5, Labels.NOISE);
  private final Cluster large = new Cluster(1, 0, 1, 4, 3, 4, 0);
  private final Cluster small = new Cluster(2, 0, 1, 3, 2, 3, 1);
  private final ClusterTree tree =
      new ClusterTree(
          List.of(all, large, small),
          new int[] {0, 1, 1, 1, 2, 2},
          new double[] {0.5, 4, 2, 4, 2, 3});

  @Test
  void a_cluster_keeps_its_points_until_they_leave() {
    assertThat(tree.pointsAt(0, 0)).isEqualTo(6);
    assertThat(tree.pointsAt(0, 0.5)).isEqualTo(6);
    assertThat(tree.pointsAt(0, 0.6)).isEqualTo(5);
    assertThat(tree.pointsAt(0, 1)).isEqualTo(5);
    assertThat(tree.pointsAt(0, 1.1)).isZero();
    assertThat(tree.pointsAt(1, 2)).isEqualTo(3);
    assertThat(tree.pointsAt(1, 2.1)).isEqualTo(2);
    assertThat(tree.pointsAt(2, 3.1)).isZero();
  }

  @Test
  void it_tells_who_parted_from_whom_and_when_points_left() {
    assertThat(tree.children(0)).containsExactly(large, small);
    assertThat(tree.children(2)).isEmpty();
    assertThat(tree.lastCluster(4)).isEqualTo(2);
    assertThat(tree.departure(4)).isEqualTo(2);
    assertThat(all.taken()).isFalse();
    assertThat(small.taken()).isTrue();
    assertThat(tree).hasToString("ClusterTree(6 points, 3 clusters, 2 taken)");
  }

  @Test
  void its_classes_can_have_other_numbers_or_be_none() {
    ClusterTree other = tree.renumbered(new int[] {7, Labels.NOISE});
    assertThat(other.clusters())
        .extracting(Cluster::label)
        .containsExactly(Labels.NOISE, 7, Labels.NOISE);
    assertThat(other.pointsAt(1, 2)).isEqualTo(3);
  }

  @Test
  void clusters_out_of_order_are_refused() {
    assertThatThrownBy(() -> new ClusterTree(List.of(all, small), new int[0], new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("clusters must be at the index of their id");
  }
}
