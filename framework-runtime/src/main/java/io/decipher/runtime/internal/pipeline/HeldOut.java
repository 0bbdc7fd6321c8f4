// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Labels;
import io.decipher.runtime.internal.metrics.Assignment;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A lesson of which some samples' classes are not told, so that it can be seen without labels
 * whether a model has learned it.
 */
public final class HeldOut {
  private static final double SHARE = 0.1;
  private static final int MOST = 1000;

  /** A head that knows less of its lesson has learned something else. */
  private static final double LEAST = 0.9;

  private final Labels lesson;
  private final int[] kept;

  private HeldOut(Labels lesson, int[] kept) {
    this.lesson = lesson;
    this.kept = kept;
  }

  /**
   * Keeps a tenth of the samples that have a class from the model, at most 1,000.
   *
   * @param lesson the class of each sample, noise where it is not to be learned
   */
  public static HeldOut of(Labels lesson, RandomGenerator random) {
    int[] members =
        IntStream.range(0, lesson.size()).filter(i -> lesson.get(i) != Labels.NOISE).toArray();
    int count = (int) Math.min(MOST, SHARE * members.length);
    for (int i = 0; i < count; i++) {
      int j = i + random.nextInt(members.length - i);
      int swapped = members[i];
      members[i] = members[j];
      members[j] = swapped;
    }
    return new HeldOut(lesson, Arrays.copyOf(members, count));
  }

  /** Returns the lesson as it is told. */
  public Labels told() {
    int[] labels = lesson.toArray();
    for (int sample : kept) {
      labels[sample] = Labels.NOISE;
    }
    return Labels.of(labels);
  }

  /**
   * Returns why what a model says of the samples is of no use, if it is not.
   *
   * @param said the class that the model names, in numbers of its own
   */
  public Optional<String> fault(Labels said) {
    if (kept.length == 0) {
      return Optional.empty();
    }
    int[] number = Assignment.best(said, lesson);
    int right = 0;
    for (int sample : kept) {
      int name = said.get(sample);
      right += name != Labels.NOISE && number[name] == lesson.get(sample) ? 1 : 0;
    }
    double share = (double) right / kept.length;
    return share >= LEAST
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the model names %.0f %% of the %,d samples rightly whose classes it was not told, less"
                    + " than %.0f %%; what it learned is not used, and the earlier classes stand",
                100 * share,
                kept.length,
                100 * LEAST));
  }
}
