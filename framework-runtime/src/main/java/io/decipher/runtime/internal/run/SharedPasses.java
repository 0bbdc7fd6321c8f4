// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import io.decipher.api.CancellationToken;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Single samples that several threads ask for at once, shown to the model together: while one
 * thread has the model the others queue, and whoever gets it next asks for all that queue by then,
 * at most {@value Portions#WHOLE}. Nobody waits for others to come, and a sample gets the bytes
 * that it gets alone, as {@link Portions} sees to it.
 */
public final class SharedPasses {
  private final Portions portions;
  private final Object model;
  private final ArrayDeque<Question> waiting = new ArrayDeque<>(); // guarded by itself

  /**
   * Makes one.
   *
   * @param model whose lock whoever asks the model holds
   */
  public SharedPasses(Portions portions, Object model) {
    this.portions = portions;
    this.model = model;
  }

  /** A sample that somebody asks for; what is found of it is guarded by the model's lock. */
  private static final class Question {
    final Samples sample;
    final long seed;
    @Nullable Answer answer;
    @Nullable RuntimeException failure;

    Question(Samples sample, long seed) {
      this.sample = sample;
      this.seed = seed;
    }
  }

  /**
   * What the model made of a sample.
   *
   * @param made of it and maybe others
   * @param row which of them it is
   */
  public record Answer(Portions.Made made, int row) {}

  /**
   * Returns what the model makes of one sample. May be called from several threads.
   *
   * @param sample (1)
   * @throws CancellationException if the run is cancelled; the others have their answers all the
   *     same
   */
  public Answer of(Samples sample, RunContext run) {
    Question own = new Question(sample, run.seed());
    synchronized (waiting) {
      waiting.add(own);
    }
    try {
      synchronized (model) {
        while (true) { // those that came before it go first
          run.cancellation().throwIfCancelled();
          if (own.failure != null) {
            throw own.failure;
          }
          if (own.answer != null) {
            return own.answer;
          }
          List<Question> some = next(own.seed);
          try {
            answer(some);
          } finally {
            putBack(some);
          }
        }
      }
    } finally {
      synchronized (waiting) {
        waiting.remove(own);
      }
    }
  }

  /** Returns how many questions wait for the model. */
  int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  /** Those that have no answer, for the thread that asked was interrupted or failed, wait on. */
  private void putBack(List<Question> some) {
    synchronized (waiting) {
      for (int i = some.size() - 1; i >= 0; i--) {
        if (some.get(i).answer == null && some.get(i).failure == null) {
          waiting.addFirst(some.get(i));
        }
      }
    }
  }

  /** Takes the questions of a seed that have waited longest. */
  private List<Question> next(long seed) {
    List<Question> some = new ArrayList<>();
    synchronized (waiting) {
      Iterator<Question> all = waiting.iterator();
      while (all.hasNext() && some.size() < Portions.WHOLE) {
        Question one = all.next();
        if (one.seed == seed) {
          some.add(one);
          all.remove();
        }
      }
    }
    return some;
  }

  private void answer(List<Question> some) {
    try {
      ask(some);
    } catch (CancellationException e) { // this thread was interrupted, and not theirs
      throw e;
    } catch (RuntimeException e) {
      if (some.size() == 1) {
        some.get(0).failure = e;
      } else {
        some.forEach(one -> answer(List.of(one))); // whoever is to blame fails alone
      }
    }
  }

  private void ask(List<Question> some) {
    Samples together = some.get(0).sample;
    for (Question other : some.subList(1, some.size())) {
      together = Samples.concat(together, other.sample);
    }
    RunContext quiet =
        RunContext.of(some.get(0).seed, ProgressListener.none(), new CancellationToken());
    Portions.Made made = portions.of(together, 0, some.size(), quiet);
    for (int i = 0; i < some.size(); i++) {
      some.get(i).answer = new Answer(made, i);
    }
  }
}
