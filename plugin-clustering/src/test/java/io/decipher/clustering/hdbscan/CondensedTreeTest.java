// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.ClusterTree;
import io.decipher.api.ClusterTree.Cluster;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.clustering.Shapes;
import java.util.List;
import org.junit.jupiter.api.Test;

class CondensedTreeTest {
  private final FloatMatrix points = Shapes.groups(5, 900, 2, 4);
  private final HdbscanModel model = new Hdbscan(20, 5).fit(points, RunContext.seeded(1));

  @Test
  void its_data_tell_a_story_without_contradictions() {
    for (ClusterTree tree : List.of(model.tree(), model.tree(2), model.tree(400))) {
      double[] stability = new double[tree.clusters().size()];
      for (int i = 0; i < tree.points(); i++) {
        Cluster last = tree.clusters().get(tree.lastCluster(i));
        assertThat(tree.departure(i)).isBetween(last.birth(), last.death());
        for (int c = last.id(); c >= 0; c = tree.clusters().get(c).parent()) {
          Cluster each = tree.clusters().get(c);
          double left = c == last.id() ? tree.departure(i) : child(tree, c, last.id()).birth();
          stability[c] += left - each.birth();
        }
      }
      for (Cluster each : tree.clusters()) {
        assertThat(each.stability()).isCloseTo(stability[each.id()], within(1e-9 * stability[0]));
        assertThat(tree.pointsAt(each.id(), each.birth())).isEqualTo(each.size());
        assertThat(tree.pointsAt(each.id(), each.death())).isPositive();
        assertThat(tree.pointsAt(each.id(), Math.nextUp(each.death()))).isZero();
      }
    }
  }

  private static Cluster child(ClusterTree tree, int of, int descendant) {
    Cluster at = tree.clusters().get(descendant);
    while (at.parent() != of) {
      at = tree.clusters().get(at.parent());
    }
    return at;
  }

  @Test
  void the_clusters_taken_are_the_classes() {
    Labels labels = model.classes().labels();
    List<Cluster> taken = model.tree().clusters().stream().filter(Cluster::taken).toList();
    assertThat(taken).extracting(Cluster::label).containsExactlyInAnyOrder(0, 1, 2, 3);
    for (Cluster each : taken) {
      assertThat(each.size()).isEqualTo(labels.sizes()[each.label()]);
    }
  }

  @Test
  void it_is_there_for_any_number_of_points() {
    for (int n : new int[] {0, 1, 3}) {
      ClusterTree tree =
          new Hdbscan(5, 5).fit(Shapes.groups(3, n, 2, 1), RunContext.seeded(1)).tree();
      assertThat(tree.clusters()).hasSize(1);
      assertThat(tree.points()).isEqualTo(n);
    }
    assertThatThrownBy(() -> model.tree(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("min-cluster-size must be at least 2, but was 1");
  }
}
