// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RunContextTest {
  @Nested
  class Randomness {
    @Test
    void the_same_seed_and_purpose_give_the_same_stream() {
      assertThat(RunContext.seeded(42).random("vae/shuffle").longs(20).toArray())
          .isEqualTo(RunContext.seeded(42).random("vae/shuffle").longs(20).toArray());
    }

    @Test
    void a_draw_from_one_stream_shifts_no_other() {
      RunContext run = RunContext.seeded(7);
      long alone = run.random("b").nextLong();
      run.random("a").nextLong();
      assertThat(run.random("b").nextLong()).isEqualTo(alone);
    }

    @Test
    void other_purposes_and_other_seeds_give_other_streams() {
      Set<Long> seen = new HashSet<>();
      for (long seed : new long[] {0, 1, 2, 42, -1, Long.MAX_VALUE}) {
        for (String purpose : List.of("", "a", "b", "ab", "ba", "vae/shuffle", "vae/noise")) {
          assertThat(seen.add(RunContext.seeded(seed).seed(purpose)))
              .as("seed %d, purpose '%s'", seed, purpose)
              .isTrue();
        }
      }
    }

    // Computed apart, in Python: a change would change every result of every seed.
    @Test
    void the_seeds_of_release_0_1_stay() {
      assertThat(RunContext.seeded(42).seed("umap/negatives")).isEqualTo(-558040037757468604L);
    }
  }

  @Nested
  class Progress_and_cancellation {
    private final List<String> heard = new ArrayList<>();
    private final CancellationToken token = new CancellationToken();
    private final RunContext run =
        RunContext.of(
            1,
            new ProgressListener() {
              @Override
              public void progress(Progress progress) {
                heard.add(progress.stage() + " " + progress.done() + " " + progress.detail());
              }

              @Override
              public void epoch(EpochMetrics metrics) {
                heard.add(metrics.stage() + " " + metrics.epoch() + " " + metrics.values());
              }
            },
            token);

    @Test
    void the_listener_hears_every_step_and_epoch() {
      run.step(new Progress("layout", 0.25, "epoch 1 of 4"));
      run.epoch(new EpochMetrics("model", 3, 1.5, Map.of("loss", 98.5)));
      assertThat(heard).containsExactly("layout 0.25 epoch 1 of 4", "model 3 {loss=98.5}");
    }

    @Test
    void a_cancelled_run_stops_at_its_next_step_without_a_word() {
      token.cancel();
      assertThat(token.isCancelled()).isTrue();
      assertThatThrownBy(() -> run.step(new Progress("layout", 0.5, "")))
          .isInstanceOf(CancellationException.class)
          .hasMessage("the run was cancelled");
      assertThatThrownBy(() -> run.epoch(new EpochMetrics("model", 1, 1, Map.of())))
          .isInstanceOf(CancellationException.class);
      assertThat(heard).isEmpty();
    }

    @Test
    void without_a_listener_nothing_happens() {
      RunContext quiet = RunContext.seeded(1);
      assertThatCode(
              () -> {
                quiet.step(new Progress("layout", 1, ""));
                quiet.epoch(new EpochMetrics("model", 1, 1, Map.of()));
              })
          .doesNotThrowAnyException();
    }

    @Test
    void a_share_outside_0_to_1_is_refused() {
      for (double done : new double[] {-0.1, 1.1, Double.NaN}) {
        assertThatThrownBy(() -> new Progress("x", done, ""))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("the share done must be in [0, 1], but was " + done);
      }
    }
  }
}
