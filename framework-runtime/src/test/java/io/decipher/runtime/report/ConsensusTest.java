// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.Labels;
import io.decipher.runtime.internal.metrics.Assignment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ConsensusTest {
  private static final int N = 600;
  private static final int K = 5;

  /** The classes that are there; run {@code seed} numbers them its own way and errs by a share. */
  private static Labels run(long seed, double errors) {
    SplittableRandom random = new SplittableRandom(seed);
    int turn = random.nextInt(K);
    return Labels.of(
        IntStream.range(0, N)
            .map(i -> random.nextDouble() < errors ? random.nextInt(K) : (i % K + turn) % K)
            .toArray());
  }

  private static double right(Labels labels) {
    int[] partner = Assignment.best(labels, run(0, 0));
    int right = 0;
    for (int i = 0; i < N; i++) {
      boolean known = labels.get(i) != Labels.NOISE;
      right += known && partner[labels.get(i)] == run(0, 0).get(i) ? 1 : 0;
    }
    return right / (double) N;
  }

  private static Labels mapped(Labels labels, int from, int to) {
    return Labels.of(
        IntStream.range(0, labels.size())
            .map(i -> labels.get(i) == from ? to : labels.get(i))
            .toArray());
  }

  @Nested
  class Of_runs_that_found_the_same {
    @Test
    void is_that_by_the_numbers_of_the_reference() {
      Consensus consensus = Consensus.of(List.of(run(1, 0), run(2, 0), run(3, 0)));
      assertThat(consensus.labels()).isEqualTo(run(1, 0));
      assertThat(consensus.aligned()).containsOnly(run(1, 0));
      assertThat(consensus.agreement().toArray()).containsOnly(1f);
      assertThat(consensus.unanimous()).isEqualTo(1);
      assertThat(consensus.similarity()).isEqualTo(1);
      assertThat(consensus.disputed()).isEmpty();
    }

    @Test
    void is_the_run_itself_where_there_is_one() {
      Labels one = Labels.of(0, 1, Labels.NOISE, 1);
      Consensus consensus = Consensus.of(List.of(one));
      assertThat(consensus.labels()).isEqualTo(one);
      assertThat(consensus.similarity()).isEqualTo(1);
    }

    @Test
    void is_nothing_where_they_found_nothing() {
      Labels none = Labels.of(Labels.NOISE, Labels.NOISE);
      Consensus consensus = Consensus.of(List.of(none, none));
      assertThat(consensus.labels()).isEqualTo(none);
      assertThat(consensus.agreement().toArray()).containsOnly(1f);
    }
  }

  @Nested
  class Of_runs_that_err {
    private final List<Labels> runs =
        IntStream.range(1, 8).mapToObj(seed -> run(seed, 0.2)).toList();

    @Test
    void is_righter_than_any() {
      double best = runs.stream().mapToDouble(ConsensusTest::right).max().orElseThrow();
      assertThat(best).isLessThan(0.9);
      assertThat(right(Consensus.of(runs).labels())).isGreaterThan(0.98);
    }

    @Test
    void tells_each_samples_share_of_agreeing_runs() {
      Consensus consensus = Consensus.of(runs);
      for (int i = 0; i < N; i++) {
        int same = 0;
        for (Labels run : consensus.aligned()) {
          same += run.get(i) == consensus.labels().get(i) ? 1 : 0;
        }
        assertThat(consensus.agreement().get(i, 0)).isCloseTo(same / 7f, within(1e-6f));
      }
      // Each run is right on .84 of the samples: by two of them .84² + .04²·4 agree.
      assertThat(consensus.similarity()).isCloseTo(0.71, within(0.03));
    }

    @Test
    void lists_the_samples_that_agree_least_first() {
      Consensus consensus = Consensus.of(runs);
      int[] disputed = consensus.disputed();
      for (int i = 1; i < disputed.length; i++) {
        float before = consensus.agreement().get(disputed[i - 1], 0);
        float here = consensus.agreement().get(disputed[i], 0);
        assertThat(before).isLessThanOrEqualTo(here);
        assertThat(before < here || disputed[i - 1] < disputed[i]).isTrue();
      }
      assertThat(disputed).isNotEmpty();
      assertThat(consensus.unanimous()).isCloseTo(1 - disputed.length / (double) N, within(1e-9));
    }

    @Test
    void does_not_depend_on_their_order() {
      List<Labels> turned = new ArrayList<>(runs);
      Collections.reverse(turned);
      Consensus there = Consensus.of(runs);
      Consensus back = Consensus.of(turned);
      assertThat(back.labels()).isEqualTo(there.labels());
      assertThat(back.agreement()).isEqualTo(there.agreement());
    }
  }

  @Nested
  class Of_runs_that_found_other_numbers {
    @Test
    void has_the_number_that_most_found() {
      Labels merged = mapped(run(1, 0), K - 1, 0);
      Labels split = Labels.of(IntStream.range(0, N).map(i -> i % 10).toArray());
      Consensus consensus = Consensus.of(List.of(merged, run(2, 0), split, run(3, 0)));
      assertThat(consensus.labels()).isEqualTo(run(2, 0));
      assertThat(consensus.reference()).isEqualTo(1);
    }

    @Test
    void takes_a_split_class_for_the_one_it_is_of() {
      Labels split = Labels.of(IntStream.range(0, N).map(i -> i % 10).toArray());
      Consensus consensus = Consensus.of(List.of(run(1, 0), run(2, 0), split));
      assertThat(consensus.unanimous()).isEqualTo(1);
      assertThat(consensus.similarity()).isCloseTo((1 + 0.5 + 0.5) / 3, within(1e-9));
    }

    @Test
    void shows_where_a_run_took_two_classes_for_one() {
      Consensus consensus =
          Consensus.of(List.of(run(1, 0), run(2, 0), mapped(run(1, 0), K - 1, 0)));
      assertThat(consensus.labels()).isEqualTo(run(1, 0));
      assertThat(consensus.unanimous()).isCloseTo(1 - 1.0 / K, within(1e-9));
    }
  }

  @Nested
  class Noise {
    @Test
    void is_noise_where_most_say_so() {
      Consensus consensus =
          Consensus.of(
              List.of(
                  Labels.of(0, 0, 1, 1, -1, -1),
                  Labels.of(1, 1, 0, 0, -1, 0),
                  Labels.of(0, 0, 1, 1, 1, -1)));
      assertThat(consensus.labels()).isEqualTo(Labels.of(0, 0, 1, 1, -1, -1));
      assertThat(consensus.agreement().toArray()).containsExactly(1, 1, 1, 1, 2 / 3f, 2 / 3f);
    }

    @Test
    void of_one_run_is_outvoted() {
      Consensus consensus =
          Consensus.of(
              List.of(
                  Labels.of(0, 0, 1, 1, -1), Labels.of(0, 0, 1, 1, 1), Labels.of(0, 0, 1, 1, 1)));
      assertThat(consensus.labels()).isEqualTo(Labels.of(0, 0, 1, 1, 1));
    }
  }

  @Test
  void labellings_of_other_samples_or_none_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Consensus.of(List.of(Labels.of(0), Labels.of(0, 1))))
        .withMessage("labellings must be of the same samples, but have 1 and 2");
    assertThatIllegalArgumentException().isThrownBy(() -> Consensus.of(List.of()));
  }
}
