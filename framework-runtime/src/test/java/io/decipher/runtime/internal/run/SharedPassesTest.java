// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Assigner;
import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.NoveltyAssigner;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.runtime.Fakes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With models of one value a sample, whose class it is. */
@Timeout(20)
class SharedPassesTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final SampleType ONE = SampleType.vector(1);

  private static Samples samples(float... values) {
    return Samples.of(FloatMatrix.wrap(values.length, 1, values), ONE);
  }

  /** Names a sample by its value; its strength shows beside how many it was. */
  private static class Valued extends Fakes.OfOneValue implements Assigner {
    final List<Integer> passes = Collections.synchronizedList(new ArrayList<>());
    final int least;

    /** Makes one whose bytes are the same from {@code least} samples on. */
    Valued(int least) {
      this.least = least;
    }

    @Override
    public FoundClasses assign(Samples samples, RunContext run) {
      int n = samples.count();
      passes.add(n);
      int[] labels = new int[n];
      float[] strengths = new float[n];
      for (int i = 0; i < n; i++) {
        float value = samples.row(i)[0];
        if (value < 0) {
          throw new DecipherException("there is no class " + value);
        }
        labels[i] = Math.round(value);
        strengths[i] = n >= least ? 0.5f : Math.nextUp(0.5f);
      }
      return new FoundClasses(Labels.of(labels), FloatMatrix.wrap(n, 1, strengths));
    }
  }

  private static final class Novel extends Valued implements NoveltyAssigner {
    Novel() {
      super(1);
    }

    @Override
    public FloatMatrix noveltyScores(Samples samples, RunContext run) {
      throw new AssertionError("both are asked for at once");
    }

    @Override
    public Assigned assignWithNovelty(Samples samples, RunContext run) {
      return new Assigned(assign(samples, run), samples.toMatrix());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 1, 2", "3, 1, 4", "4, 3, 4", "5, 4, 8", "9, 1, 16", "1, 9, 16"})
  void as_few_samples_are_shown_as_give_the_bytes_of_all(int least, int count, int shown) {
    Valued model = new Valued(least);
    Portions portions = new Portions(model, false);
    Samples samples = samples(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    for (int asked = 0; asked < 5; asked++) {
      Portions.Made made = portions.of(samples, 1, count, RUN);
      for (int i = 0; i < count; i++) {
        assertThat(made.classes().labels().get(i)).isEqualTo(1 + i);
        assertThat(made.classes().strengths().get(i, 0)).isEqualTo(0.5f);
      }
      assertThat(model.passes.get(model.passes.size() - 1)).isEqualTo(asked < 3 ? 16 : shown);
    }
    int tried = model.passes.size();
    portions.of(samples, 0, count, RUN);
    assertThat(model.passes).as("it is tried out once").hasSize(tried + 1);
  }

  @Test
  void novelty_is_asked_for_with_the_classes_where_the_model_can() {
    Portions.Made made = new Portions(new Novel(), true).of(samples(3), 0, 1, RUN);
    assertThat(made.novelty().orElseThrow().slice(0, 1))
        .isEqualTo(FloatMatrix.wrap(1, 1, new float[] {3}));
  }

  /** Asks for each value on a thread of its own, all while the model is taken. */
  private static List<Future<Integer>> asked(Valued model, CancellationToken[] tokens, float... of)
      throws Exception {
    SharedPasses passes = new SharedPasses(new Portions(model, false), model);
    ExecutorService threads = Executors.newFixedThreadPool(of.length);
    List<Future<Integer>> answers = new ArrayList<>();
    try {
      synchronized (model) {
        CountDownLatch begun = new CountDownLatch(of.length);
        for (int i = 0; i < of.length; i++) {
          RunContext run = RunContext.of(1, ProgressListener.none(), tokens[i]);
          Samples sample = samples(of[i]);
          Callable<Integer> question =
              () -> {
                begun.countDown();
                SharedPasses.Answer answer = passes.of(sample, run);
                return answer.made().classes().labels().get(answer.row());
              };
          answers.add(threads.submit(question));
        }
        begun.await();
        long patient = Arrays.stream(tokens).filter(token -> !token.isCancelled()).count();
        while (passes.waiting() < patient) {
          Thread.onSpinWait();
        }
      }
      return answers;
    } finally {
      threads.shutdown();
    }
  }

  private static CancellationToken[] tokens(int count) {
    CancellationToken[] tokens = new CancellationToken[count];
    Arrays.setAll(tokens, i -> new CancellationToken());
    return tokens;
  }

  @Test
  void what_is_asked_for_while_the_model_is_taken_is_shown_together() throws Exception {
    Valued model = new Valued(1);
    List<Future<Integer>> answers = asked(model, tokens(5), 5, 4, 3, 2, 1);
    for (int i = 0; i < 5; i++) {
      assertThat(answers.get(i).get()).isEqualTo(5 - i);
    }
    assertThat(model.passes).containsExactly(16);
  }

  @Test
  void who_is_to_blame_fails_alone() throws Exception {
    List<Future<Integer>> answers = asked(new Valued(1), tokens(3), 1, -1, 2);
    assertThat(answers.get(0).get()).isEqualTo(1);
    assertThat(answers.get(2).get()).isEqualTo(2);
    assertThatThrownBy(() -> answers.get(1).get())
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("there is no class -1.0");
  }

  @Test
  void who_cancels_has_no_answer_and_the_others_have_theirs() throws Exception {
    CancellationToken[] tokens = tokens(3);
    tokens[0].cancel();
    List<Future<Integer>> answers = asked(new Valued(1), tokens, 1, 2, 3);
    assertThat(answers.get(1).get()).isEqualTo(2);
    assertThat(answers.get(2).get()).isEqualTo(3);
    assertThatThrownBy(() -> answers.get(0).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CancellationException.class);
  }
}
