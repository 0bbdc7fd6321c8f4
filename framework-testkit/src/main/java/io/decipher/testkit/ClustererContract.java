// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.ClusterModel;
import io.decipher.api.Clusterer;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Hierarchy;
import io.decipher.api.Labels;
import io.decipher.api.OutlierScores;
import io.decipher.api.PointAssigner;
import io.decipher.api.RunContext;
import io.decipher.api.spi.Provider;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * The contract of a clusterer, in addition to {@link ProviderContract}: with settings for three
 * groups of 60 points in the plane it finds exactly these; each point has a label and a strength in
 * [0, 1], 0 for noise; classes are numbered from 0 without gaps; the same seed gives the same
 * result for any number of threads; NaN and infinite values are rejected by a message with {@code
 * "row R"} and {@code "column C"}, counted from 0; the input is not modified; progress is reported
 * on the run's own thread, and the run stops with {@link
 * java.util.concurrent.CancellationException} when it is cancelled. A {@link Hierarchy} can be cut
 * at any size of 2 or more, and {@link OutlierScores} are in [0, 1].
 */
public abstract class ClustererContract implements ProviderContract<Clusterer> {
  private static final int GROUPS = 3;
  private static final int MEMBERS = 60;

  @Override
  public abstract Provider<Clusterer> provider();

  /**
   * Returns the minimum class size in {@link #settings}, if there is one: cutting a {@link
   * Hierarchy} at this size must give the classes of the fit.
   */
  public OptionalInt minClusterSize() {
    return OptionalInt.empty();
  }

  private static FloatMatrix points() {
    return TestData.blobs(GROUPS, MEMBERS, 2);
  }

  private ClusterModel fit(FloatMatrix points) {
    return plugin().fit(points, RunContext.seeded(1));
  }

  private static void assertSound(FoundClasses found, int size) {
    Labels labels = found.labels();
    assertThat(labels.size()).as("labels").isEqualTo(size);
    Runs.assertBetween(found.strengths(), 0, 1, "strengths");
    for (int i = 0; i < size; i++) {
      if (labels.get(i) == Labels.NOISE) {
        assertThat(found.strengths().get(i, 0)).as("strength of point %d, noise", i).isZero();
      }
    }
    for (int members : labels.sizes()) {
      assertThat(members).as("members of each class numbered").isPositive();
    }
  }

  /** Each point has a label and a strength. */
  @Test
  public void each_point_has_a_label_and_a_strength() {
    assertSound(fit(points()).classes(), points().rows());
  }

  /** Obvious groups are found without giving their number. */
  @Test
  public void groups_far_apart_are_its_classes() {
    Labels found = fit(points()).classes().labels();
    Labels groups = TestData.groups(GROUPS, MEMBERS);
    assertThat(found.classes()).as("classes").isEqualTo(GROUPS);
    assertThat(found.noise()).as("noise").isLessThanOrEqualTo(points().rows() / 4);
    for (int label = 0; label < GROUPS; label++) {
      int[] members = found.members(label);
      for (int member : members) {
        assertThat(groups.get(member))
            .as("the group of point %d, which is in the class of point %d", member, members[0])
            .isEqualTo(groups.get(members[0]));
      }
    }
  }

  /** A seed reproduces a run on any number of cores. */
  @Test
  public void the_same_seed_gives_the_same_with_one_thread_too() {
    FoundClasses first = fit(points()).classes();
    assertThat(fit(points()).classes()).isEqualTo(first);
    assertThat(Runs.onOneThread(() -> fit(points()).classes())).isEqualTo(first);
  }

  /** The caller may continue to use the input. */
  @Test
  public void its_input_is_not_changed() {
    FloatMatrix points = points();
    FloatMatrix before = Runs.copy(points);
    fit(points);
    assertThat(points).isEqualTo(before);
  }

  /** Invalid values are reported where they enter. */
  @Test
  public void a_value_that_is_not_finite_is_refused_by_row_and_column() {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      Runs.assertRefusesValue(value, points(), this::fit);
    }
  }

  /** Points that are all equal have distances of 0, which cannot be divided by. */
  @Test
  public void equal_points_break_nothing() {
    FloatMatrix equal = points().select(new int[points().rows()]);
    assertSound(fit(equal).classes(), equal.rows());
  }

  /** No points and a single point give a result, or are rejected with a readable message. */
  @Test
  public void hardly_any_points_break_nothing() {
    for (int rows = 0; rows < 2; rows++) {
      FloatMatrix few = points().slice(0, rows);
      try {
        assertSound(fit(few).classes(), rows);
      } catch (RuntimeException e) {
        Runs.assertRefused(rows + " points", () -> fit(few));
      }
    }
  }

  /** Cancellation takes effect quickly. */
  @Test
  public void it_stops_when_cancelled() {
    Runs.assertStops(run -> plugin().fit(points(), run));
  }

  /** Progress never decreases, and is reported on the run's own thread. */
  @Test
  public void it_reports_in_order() {
    Runs.assertReports(Runs.recorded(1, run -> plugin().fit(points(), run)));
  }

  /** The product has the type that the provider declares. */
  @Test
  public void it_yields_what_its_provider_says() {
    assertThat(fit(points())).isInstanceOf(provider().yields());
  }

  /**
   * A hierarchy's classes have at least the given size, and cutting it does not change the model.
   */
  @Test
  public void a_hierarchy_can_be_cut_at_any_size() {
    ClusterModel model = fit(points());
    var hierarchy = Runs.assumed(model, Hierarchy.class);
    FoundClasses before = model.classes();
    for (int size : new int[] {2, 5, 20, MEMBERS / 2, points().rows() + 1}) {
      FoundClasses cut = hierarchy.cut(size);
      assertSound(cut, points().rows());
      for (int members : cut.labels().sizes()) {
        assertThat(members).as("members of a class cut at %d", size).isGreaterThanOrEqualTo(size);
      }
    }
    assertThat(model.classes()).as("classes after cutting").isEqualTo(before);
    minClusterSize()
        .ifPresent(
            own -> assertThat(hierarchy.cut(own)).as("cut at its own size").isEqualTo(before));
    Runs.assertRefused("a class size of 1", () -> hierarchy.cut(1));
  }

  /** New points, if they can be assigned, are assigned independently of their batch. */
  @Test
  public void a_new_point_is_assigned_by_itself() {
    ClusterModel model = fit(points());
    var assigner = Runs.assumed(model, PointAssigner.class);
    RunContext run = RunContext.seeded(1);
    FoundClasses all = assigner.assign(points(), run);
    assertThat(all.labels().classes()).isLessThanOrEqualTo(model.classes().labels().classes());
    Runs.assertBetween(all.strengths(), 0, 1, "strengths");
    FoundClasses some = assigner.assign(points().slice(1, 3), run);
    for (int i = 0; i < 3; i++) {
      assertThat(some.labels().get(i)).isEqualTo(all.labels().get(1 + i));
    }
    Runs.assertNear(some.strengths(), all.strengths().slice(1, 3), "strengths of three alone");
  }

  /** Outlier scores are in [0, 1], and so comparable. */
  @Test
  public void outlier_scores_are_shares() {
    var scores = Runs.assumed(fit(points()), OutlierScores.class);
    Runs.assertShape(scores.outlierScores(), points().rows(), 1, "outlier scores");
    Runs.assertBetween(scores.outlierScores(), 0, 1, "outlier scores");
  }
}
