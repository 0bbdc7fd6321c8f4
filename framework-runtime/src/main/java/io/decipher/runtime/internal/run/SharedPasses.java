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
 * Batches single samples that several threads request at the same time: while one thread uses the
 * model the others queue, and the next one processes all queued requests, at most {@value
 * Portions#WHOLE}. Whoever has an answer returns with it at once, without waiting for the model. No
 * thread waits for further requests, and a sample gets the same bytes as on its own, which {@link
 * Portions} ensures.
 */
public final class SharedPasses {
  private static final long PATIENCE_MS = 50; // between looks at the cancellation

  private final Portions portions;
  private final Object model;
  private final ArrayDeque<Question> waiting = new ArrayDeque<>(); // guarded by itself
  private boolean processing; // whether a thread processes requests; guarded by waiting

  /**
   * Creates an instance.
   *
   * @param model the object whose lock guards the model
   */
  public SharedPasses(Portions portions, Object model) {
    this.portions = portions;
    this.model = model;
  }

  /** A requested sample; its result is written before {@link #processing} ends. */
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
   * The result for a sample.
   *
   * @param made the results of its batch
   * @param row its index in the batch
   */
  public record Answer(Portions.Made made, int row) {}

  /**
   * Returns the result for one sample. Thread-safe.
   *
   * @param sample (1)
   * @throws CancellationException if the run is cancelled; other requests are answered nevertheless
   */
  public Answer of(Samples sample, RunContext run) {
    Question own = new Question(sample, run.seed());
    synchronized (waiting) {
      waiting.add(own);
    }
    try {
      while (true) { // earlier requests come first
        Answer answer = await(own, run);
        if (answer != null) {
          return answer;
        }
        try {
          process(own.seed, run);
        } finally {
          synchronized (waiting) {
            processing = false;
            waiting.notifyAll();
          }
        }
      }
    } finally {
      synchronized (waiting) {
        waiting.remove(own);
      }
    }
  }

  /** Waits for the answer; returns null if it is this thread's turn to process requests. */
  private @Nullable Answer await(Question own, RunContext run) {
    synchronized (waiting) {
      while (own.failure == null && own.answer == null && processing) {
        try {
          waiting.wait(PATIENCE_MS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt(); // a cancellation
        }
        run.cancellation().throwIfCancelled();
      }
      run.cancellation().throwIfCancelled();
      if (own.failure != null) {
        throw own.failure;
      }
      processing |= own.answer == null;
      return own.answer;
    }
  }

  private void process(long seed, RunContext run) {
    synchronized (model) {
      run.cancellation().throwIfCancelled();
      List<Question> some = next(seed);
      try {
        answer(some);
      } finally {
        putBack(some);
      }
    }
  }

  /** Returns the number of requests waiting for the model. */
  int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  /** Puts back unanswered requests if the processing thread was interrupted or failed. */
  private void putBack(List<Question> some) {
    synchronized (waiting) {
      for (int i = some.size() - 1; i >= 0; i--) {
        if (some.get(i).answer == null && some.get(i).failure == null) {
          waiting.addFirst(some.get(i));
        }
      }
    }
  }

  /** Takes the oldest requests of a seed. */
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
    } catch (CancellationException e) { // only this thread was interrupted
      throw e;
    } catch (RuntimeException e) {
      if (some.size() == 1) {
        some.get(0).failure = e;
      } else {
        some.forEach(one -> answer(List.of(one))); // only the faulty request fails
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
