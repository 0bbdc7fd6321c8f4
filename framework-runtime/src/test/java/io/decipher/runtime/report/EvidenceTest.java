// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.Sweep;
import io.decipher.runtime.report.Evidence.Finding;
import io.decipher.runtime.report.Evidence.Support;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EvidenceTest {
  /** Of 70,000 samples: 15 classes, then 10 from 923 to 6,277, then 3. */
  private static final Sweep PLATEAU =
      new Sweep(List.of(resolution(400, 922, 15), resolution(923, 6277, 10), step(6278, 3)));

  /** From 35 to 7 classes, none over more than a two-fold range. */
  private static final Sweep FALLING =
      new Sweep(
          List.of(
              resolution(100, 200, 35),
              resolution(201, 400, 20),
              resolution(401, 800, 12),
              resolution(801, 1600, 7)));

  private static Sweep.Resolution resolution(int from, int to, int classes) {
    return new Sweep.Resolution(from, to, classes, 0, 1);
  }

  private static Sweep.Resolution step(int at, int classes) {
    return resolution(at, at, classes);
  }

  private static Finding found(String by, int classes, double ari) {
    return new Finding(by, classes, Optional.empty(), ari, ari);
  }

  private static Evidence evidence(
      int classes, Optional<Sweep> sweep, List<Finding> views, List<Finding> layouts) {
    return new Evidence(new Finding("gradients", classes, sweep, 1, 1), 0, 70_000, views, layouts);
  }

  @Test
  void all_that_agrees_is_put_together() {
    Evidence evidence =
        evidence(
            10,
            Optional.of(PLATEAU),
            List.of(found("latent", 10, 0.98), found("pixels", 10, 0.95)),
            List.of(found("layout 2", 10, 0.99), found("layout 3", 10, 0.99)));
    assertThat(evidence.support()).isEqualTo(Support.FULL);
    assertThat(evidence.verdict())
        .isEqualTo(
            "10 classes: holds from 1.3 % to 9 % of the samples, in all 3 views and in 3 of 3"
                + " layouts");
  }

  @Test
  void what_was_not_looked_at_is_not_spoken_of() {
    assertThat(evidence(10, Optional.of(PLATEAU), List.of(), List.of()).verdict())
        .isEqualTo("10 classes, supported in part: holds from 1.3 % to 9 % of the samples");
    assertThat(
            evidence(10, Optional.empty(), List.of(found("pixels", 10, 0.9)), List.of()).verdict())
        .isEqualTo("10 classes: in both views");
    assertThat(evidence(1, Optional.empty(), List.of(), List.of(found("layout 2", 1, 1))).verdict())
        .isEqualTo("1 class: in 2 of 2 layouts");
  }

  @Test
  void a_view_and_a_layout_that_differ_leave_support_in_part() {
    Evidence evidence =
        evidence(
            10,
            Optional.of(PLATEAU),
            List.of(found("latent", 10, 0.98), found("pixels", 8, 0.7)),
            List.of(found("layout 2", 10, 0.99), found("layout 3", 11, 0.97)));
    assertThat(evidence.support()).isEqualTo(Support.PART);
    assertThat(evidence.verdict())
        .isEqualTo(
            "10 classes, supported in part: holds from 1.3 % to 9 % of the samples, in 2 of 3 views"
                + " and in 2 of 3 layouts; by pixels 8; by other seeds 11");
  }

  @Test
  void as_many_classes_that_are_others_do_not_agree() {
    Evidence evidence =
        evidence(10, Optional.of(PLATEAU), List.of(found("pixels", 10, 0.31)), List.of());
    assertThat(evidence.verdict()).endsWith("in 1 of 2 views; by pixels 10, but others (ARI 0.31)");
  }

  @Nested
  class One_number_is_not_supported {
    @Test
    void where_none_holds_over_many_sizes() {
      Evidence evidence =
          evidence(
              9,
              Optional.of(FALLING),
              List.of(found("pixels", 8, 0.5), found("latent", 7, 0.5)),
              List.of(found("layout 2", 9, 0.9), found("layout 3", 11, 0.8)));
      assertThat(evidence.support()).isEqualTo(Support.NONE);
      assertThat(evidence.verdict())
          .isEqualTo(
              "the data do not support one number: 9 classes here, and by smallest size 7 to 35"
                  + " classes, none over more than a 2.0-fold range of sizes; by pixels 8, by"
                  + " latent 7; by other seeds 11");
    }

    @Test
    void where_another_holds() {
      assertThat(evidence(12, Optional.of(PLATEAU), List.of(), List.of()).verdict())
          .isEqualTo(
              "the data do not support one number: 12 classes here, but 10 from 1.3 % to 9 % of the"
                  + " samples");
    }

    @Test
    void where_most_views_find_others() {
      Evidence evidence =
          evidence(
              10,
              Optional.of(PLATEAU),
              List.of(found("latent", 9, 0.9), found("pixels", 8, 0.7)),
              List.of());
      assertThat(evidence.verdict())
          .isEqualTo(
              "the data do not support one number: 10 classes here, from 1.3 % to 9 % of the"
                  + " samples; by latent 9, by pixels 8");
    }

    @Test
    void where_most_layouts_do() {
      assertThat(
              evidence(
                      10,
                      Optional.of(PLATEAU),
                      List.of(),
                      List.of(found("layout 2", 9, 0.9), found("layout 3", 11, 0.7)))
                  .support())
          .isEqualTo(Support.NONE);
    }
  }

  @Test
  void a_range_of_a_few_points_does_not_last_however_often_it_doubles() {
    Sweep sweep =
        new Sweep(
            List.of(resolution(2, 40, 8), resolution(41, 3999, 5), resolution(4000, 8000, 8)));
    Finding finding = new Finding("pixels", 8, Optional.of(sweep), 1, 1);
    assertThat(finding.holds()).hasValue(new Sweep.Plateau(4000, 8000, 8));
    assertThat(finding.lasts()).isFalse();
    assertThat(new Finding("pixels", 5, Optional.of(sweep), 1, 1).lasts()).isTrue();
  }

  @Nested
  class Of_a_run {
    private Stage view(
        String by, Optional<Sweep> sweep, List<SmallCluster> smallClusters, int... labels) {
      return new Stage(
          List.of(by),
          new FoundClasses(
              Labels.of(labels), FloatMatrix.wrap(labels.length, 1, new float[labels.length])),
          Labels.of(labels),
          smallClusters,
          sweep,
          Optional.empty(),
          Optional.empty());
    }

    @Test
    void without_any_there_is_none() {
      Stage own = view("means", Optional.empty(), List.of(), 0, 1, 1);
      assertThat(Evidence.of(own, List.of(), List.of())).isEmpty();
    }

    @Test
    void agreement_is_that_of_found_labels_whatever_their_numbers() {
      Stage own = view("means", Optional.empty(), List.of(), 0, 0, 1, 1, -1, -1);
      Stage other = view("pixels", Optional.empty(), List.of(), 1, 1, 0, 0, -1, -1);
      Evidence evidence = Evidence.of(own, List.of(other), List.of()).orElseThrow();
      assertThat(evidence.views())
          .containsExactly(new Finding("pixels", 2, Optional.empty(), 1, 1));
      assertThat(evidence.samples()).isEqualTo(6);
    }

    @Test
    void what_a_person_kept_is_not_counted() {
      SmallCluster kept =
          new SmallCluster(
                  0,
                  1,
                  0,
                  1,
                  0,
                  SmallCluster.Judge.NEIGHBOURS,
                  java.util.OptionalInt.empty(),
                  List.of())
              .keptAs(2);
      Stage own = view("means", Optional.empty(), List.of(kept), 0, 0, 0, 1, 1, 1, 2);
      Stage other = view("pixels", Optional.empty(), List.of(), 0, 0, 0, 1, 1, 1, 1);
      assertThat(Evidence.of(own, List.of(other), List.of()).orElseThrow().verdict())
          .isEqualTo("2 classes: in both views; and 1 that was kept by hand");
    }
  }
}
