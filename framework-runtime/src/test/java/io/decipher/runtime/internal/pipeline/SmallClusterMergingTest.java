// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Hierarchy;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.runtime.internal.config.JobSettings;
import io.decipher.runtime.report.SmallCluster;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A thousand samples on a line: two large groups at 0 and 10, small ones elsewhere. */
class SmallClusterMergingTest {
  private static final JobSettings.SmallClusters SETTINGS =
      new JobSettings.SmallClusters(true, 0.002, 0.1, 30, 10, 0.5, 1.5, List.of());

  /** Group sizes in order: 500 at 0, 440 at 10, then what a test adds. */
  private static SmallClusterMerging.Outcome merge(FoundClasses coarse, double... small) {
    return merge(coarse, Optional.empty(), small);
  }

  private static SmallClusterMerging.Outcome merge(
      FoundClasses coarse, Optional<FoundClasses> opinion, double... small) {
    return merge(coarse, opinion, List.of(), small);
  }

  private static SmallClusterMerging.Outcome merge(
      FoundClasses coarse, Optional<FoundClasses> opinion, List<Integer> keep, double... small) {
    int each = 60 / small.length;
    double[] centre = new double[1000];
    int[] fine = new int[1000];
    for (int i = 0; i < 1000; i++) {
      int extra = (i - 940) / each;
      fine[i] = i < 500 ? 0 : i < 940 ? 1 : 2 + extra;
      centre[i] = i < 500 ? 0 : i < 940 ? 10 : small[extra];
    }
    SplittableRandom random = new SplittableRandom(3);
    float[] samples = new float[1000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (centre[i] + random.nextDouble(0.1));
    }
    FoundClasses cut = classes(fine);
    Hierarchy tree = minClusterSize -> cut;
    return new SmallClusterMerging(SETTINGS, keep)
        .merge(coarse, tree, column(samples), opinion, RunContext.seeded(9));
  }

  private static NearestSamples column(float[] values) {
    return new NearestSamples(
        Samples.of(FloatMatrix.wrap(values.length, 1, values), SampleType.vector(1)));
  }

  private static FoundClasses classes(int... labels) {
    float[] strengths = new float[labels.length];
    for (int i = 0; i < labels.length; i++) {
      strengths[i] = labels[i] == Labels.NOISE ? 0 : 0.75f;
    }
    return new FoundClasses(Labels.of(labels), FloatMatrix.wrap(labels.length, 1, strengths));
  }

  private static FoundClasses allNoise() {
    int[] labels = new int[1000];
    Arrays.fill(labels, Labels.NOISE);
    return classes(labels);
  }

  @Test
  void a_small_group_joins_the_class_it_looks_like() {
    SmallClusterMerging.Outcome outcome = merge(allNoise(), 1.0, 8.5);
    assertThat(outcome.classes().labels().classes()).isEqualTo(2);
    assertThat(outcome.classes().labels().sizes()).containsExactly(530, 470);
    assertThat(outcome.smallClusters())
        .extracting(SmallCluster::toString)
        .containsExactly(
            "cluster 0: 30 samples: 1.00 against .00, joined class 0 by neighbours",
            "cluster 1: 30 samples: 1.00 against .00, joined class 1 by neighbours");
  }

  @Test
  void an_unclear_vote_leaves_the_group_to_the_coarse_cut() {
    int[] coarse = IntStream.range(0, 1000).map(i -> i < 500 || i >= 940 ? 1 : 0).toArray();
    // Half of the group's members stand right of the middle between the classes, half left of it.
    SmallClusterMerging.Outcome undecided = mergeMiddle(classes(coarse));
    assertThat(undecided.smallClusters()).singleElement().matches(cluster -> !cluster.joined());
    assertThat(undecided.classes().labels().get(999))
        .isEqualTo(undecided.classes().labels().get(0))
        .isNotEqualTo(undecided.classes().labels().get(700));
    assertThat(mergeMiddle(allNoise()).classes().labels().get(999)).isEqualTo(Labels.NOISE);
    assertThat(mergeMiddle(allNoise()).classes().strengths().get(999, 0)).isZero();
  }

  /** The opinion's own numbers are other than the classes'; it knows one class more. */
  @Test
  void where_neighbours_do_not_decide_the_opinion_of_a_model_does() {
    int[] said = IntStream.range(0, 1000).map(i -> i < 500 ? 2 : i < 960 ? 1 : 0).toArray();
    FoundClasses opinion = classes(said);
    SmallClusterMerging.Outcome outcome = mergeMiddle(allNoise(), Optional.of(opinion));
    Labels labels = outcome.classes().labels();
    // Of the sixty in the middle twenty are said to be of the second class, none of the first.
    assertThat(outcome.smallClusters())
        .singleElement()
        .matches(cluster -> cluster.judge() == SmallCluster.Judge.CLASSIFIER);
    assertThat(labels.get(999)).isEqualTo(labels.get(700)).isNotEqualTo(labels.get(0));
    // A model must not learn what it said itself.
    assertThat(outcome.decided().get(999)).isEqualTo(Labels.NOISE);
    assertThat(outcome.decided().get(700)).isEqualTo(labels.get(700));
  }

  @Test
  void what_neighbours_decide_no_opinion_changes() {
    int[] said = IntStream.range(0, 1000).map(i -> i < 500 ? 0 : 1).toArray();
    SmallClusterMerging.Outcome outcome = merge(allNoise(), Optional.of(classes(said)), 1.0, 8.5);
    assertThat(outcome).isEqualTo(merge(allNoise(), 1.0, 8.5));
  }

  @Nested
  class A_small_cluster {
    private final SmallClusterMerging.Outcome plain = merge(allNoise(), 1.0, 8.5, 9.0);

    @Test
    void has_a_number_by_its_size_and_then_by_its_first_sample() {
      assertThat(plain.smallClusters()).extracting(SmallCluster::number).containsExactly(0, 1, 2);
      assertThat(plain.smallClusters()).extracting(SmallCluster::size).containsExactly(20, 20, 20);
      assertThat(plain.smallClusters().get(0).exemplars()).allMatch(sample -> sample < 960);
      assertThat(plain.smallClusters().get(2).exemplars()).allMatch(sample -> sample >= 980);
    }

    @Test
    void shows_ten_members_that_are_nearest_to_its_middle() {
      List<Integer> exemplars = plain.smallClusters().get(1).exemplars();
      assertThat(exemplars).hasSize(10).doesNotHaveDuplicates();
      assertThat(exemplars).allMatch(sample -> sample >= 960 && sample < 980);
    }

    @Test
    void that_is_kept_is_a_class_of_its_own() {
      SmallClusterMerging.Outcome outcome =
          merge(allNoise(), Optional.empty(), List.of(1), 1.0, 8.5, 9.0);
      Labels labels = outcome.classes().labels();
      assertThat(labels.sizes()).containsExactly(520, 460, 20);
      assertThat(labels.members(2)).containsExactly(IntStream.range(960, 980).toArray());
      SmallCluster kept = outcome.smallClusters().get(1);
      assertThat(kept.own()).hasValue(2);
      assertThat(kept.joined()).isFalse();
      assertThat(kept)
          .hasToString("cluster 1: 20 samples: 1.00 against .00, kept as a class of its own, 2");
      assertThat(outcome.decided().get(970)).isEqualTo(2);
    }

    @Test
    void that_is_kept_changes_no_other_and_no_number() {
      SmallClusterMerging.Outcome outcome =
          merge(allNoise(), Optional.empty(), List.of(1), 1.0, 8.5, 9.0);
      for (int number : List.of(0, 2)) {
        assertThat(outcome.smallClusters().get(number))
            .isEqualTo(plain.smallClusters().get(number));
      }
      assertThat(merge(allNoise(), Optional.empty(), List.of(), 1.0, 8.5, 9.0)).isEqualTo(plain);
    }

    @Test
    void that_is_kept_follows_the_numbers_of_its_class() {
      SmallCluster kept =
          merge(allNoise(), Optional.empty(), List.of(0), 1.0, 8.5)
              .renumbered(new int[] {1, 0, 2})
              .smallClusters()
              .get(0);
      assertThat(kept.first()).isEqualTo(1);
      assertThat(kept.own()).isEqualTo(OptionalInt.of(2));
    }

    @Test
    void that_there_is_not_is_passed_over() {
      assertThat(merge(allNoise(), Optional.empty(), List.of(7), 1.0, 8.5, 9.0)).isEqualTo(plain);
    }
  }

  private static SmallClusterMerging.Outcome mergeMiddle(FoundClasses coarse) {
    return mergeMiddle(coarse, Optional.empty());
  }

  private static SmallClusterMerging.Outcome mergeMiddle(
      FoundClasses coarse, Optional<FoundClasses> opinion) {
    float[] samples = new float[1000];
    int[] fine = new int[1000];
    for (int i = 0; i < 1000; i++) {
      fine[i] = i < 500 ? 0 : i < 940 ? 1 : 2;
      samples[i] = i < 500 ? 0 : i < 940 ? 10 : i % 2 == 0 ? 4.9f : 5.1f;
    }
    FoundClasses cut = classes(fine);
    Hierarchy tree = minClusterSize -> cut;
    JobSettings.SmallClusters strict =
        new JobSettings.SmallClusters(true, 0.002, 0.1, 30, 10, 0.9, 3, List.of());
    return new SmallClusterMerging(strict, List.of())
        .merge(coarse, tree, column(samples), opinion, RunContext.seeded(9));
  }

  @Test
  void a_tree_without_classes_leaves_the_coarse_cut_as_it_is() {
    int[] coarse = IntStream.range(0, 1000).map(i -> i < 600 ? 1 : 0).toArray();
    Hierarchy tree = minClusterSize -> allNoise();
    SmallClusterMerging.Outcome outcome =
        new SmallClusterMerging(SETTINGS, List.of(0))
            .merge(
                classes(coarse),
                tree,
                column(new float[1000]),
                Optional.empty(),
                RunContext.seeded(1));
    assertThat(outcome.classes().labels().sizes()).containsExactly(600, 400);
    assertThat(outcome.classes().labels().get(0)).isZero();
    assertThat(outcome.smallClusters()).isEmpty();
  }

  @Test
  void the_tree_is_cut_at_the_fine_share_of_all_samples() {
    int[] asked = new int[1];
    Hierarchy tree =
        minClusterSize -> {
          asked[0] = minClusterSize;
          return allNoise();
        };
    new SmallClusterMerging(
            new JobSettings.SmallClusters(true, 0.05, 0.1, 30, 10, 0.5, 1.5, List.of()), List.of())
        .merge(allNoise(), tree, column(new float[1000]), Optional.empty(), RunContext.seeded(1));
    assertThat(asked[0]).isEqualTo(50);
  }

  /** Classes of a cut that evidence speaks for: 500 at 0, 440 at 10, 60 at 20. */
  @Nested
  class Of_a_cut_that_evidence_speaks_for {
    private static final int SIZE = 50;

    private static int chosen(int at) {
      return at < 500 ? 0 : at < 940 ? 1 : 2;
    }

    private static SmallClusterMerging.Outcome merge(int[] fine, float[] samples) {
      int[] coarse = IntStream.range(0, 1000).map(i -> chosen(i)).toArray();
      Hierarchy tree = size -> classes(size >= SIZE ? coarse : fine);
      return new SmallClusterMerging(SETTINGS, List.of())
          .merge(SIZE, tree, column(samples), Optional.empty(), RunContext.seeded(9));
    }

    private static float[] places() {
      float[] places = new float[1000];
      SplittableRandom random = new SplittableRandom(3);
      for (int i = 0; i < 1000; i++) {
        places[i] = (float) (10 * chosen(i) + random.nextDouble(0.1));
      }
      return places;
    }

    @Test
    void a_small_group_moves_to_the_class_that_its_samples_look_like() {
      float[] places = places();
      int[] fine = IntStream.range(0, 1000).map(i -> chosen(i)).toArray();
      for (int i = 900; i < 940; i++) { // was in class 1, and looks like class 0
        fine[i] = 3;
        places[i] = 0.05f;
      }
      int[] labels = merge(fine, places).classes().labels().toArray();
      assertThat(Arrays.stream(labels, 900, 940)).allMatch(label -> label == labels[0]);
      assertThat(labels[899]).isNotEqualTo(labels[0]);
    }

    @Test
    void a_class_however_small_stays_though_its_samples_look_like_another() {
      float[] places = places();
      Arrays.fill(places, 940, 1000, 0.05f);
      int[] fine = IntStream.range(0, 1000).map(i -> chosen(i)).toArray();
      for (int i = 940; i < 1000; i++) {
        fine[i] = 2 + i % 3; // in three pieces
      }
      Labels labels = merge(fine, places).classes().labels();
      assertThat(labels.classes()).isEqualTo(3);
      assertThat(labels.sizes()[2]).isGreaterThanOrEqualTo(30);
    }

    @Test
    void classes_that_the_finer_cut_takes_for_one_group_stay_apart() {
      int[] fine = IntStream.range(0, 1000).map(i -> Math.min(1, chosen(i))).toArray();
      Labels labels = merge(fine, places()).classes().labels();
      assertThat(labels.classes()).isEqualTo(3);
      assertThat(labels.sizes()).containsExactly(500, 440, 60);
    }
  }
}
