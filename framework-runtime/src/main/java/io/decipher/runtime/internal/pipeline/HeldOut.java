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
 * Training labels of which some are held out, so that a model can be validated without labels given
 * by people.
 */
public final class HeldOut {
  private static final double SHARE = 0.1;
  private static final int MOST = 1000;
  private static final double SHARE_OF_EACH = 0.2;
  private static final int MOST_OF_EACH = 10_000;

  /** A classifier that gets fewer of them right has learned something else. */
  private static final double LEAST = 0.9;

  private final Labels all;
  private final int[] kept;

  private HeldOut(Labels all, int[] kept) {
    this.all = all;
    this.kept = kept;
  }

  /**
   * Holds out a tenth of the samples that have a class, at most 1,000.
   *
   * @param all the class of each sample, noise if it is not used for training
   */
  public static HeldOut of(Labels all, RandomGenerator random) {
    int[] members =
        IntStream.range(0, all.size()).filter(i -> all.get(i) != Labels.NOISE).toArray();
    int count = (int) Math.min(MOST, SHARE * members.length);
    for (int i = 0; i < count; i++) {
      int j = i + random.nextInt(members.length - i);
      int swapped = members[i];
      members[i] = members[j];
      members[j] = swapped;
    }
    return new HeldOut(all, Arrays.copyOf(members, count));
  }

  /**
   * Holds out a stratified fifth: a fifth of each class, at most 10,000 samples in all; none of a
   * class of fewer than five.
   *
   * @param all the class of each sample, noise if it is not used for training
   */
  static HeldOut ofEachClass(Labels all, RandomGenerator random) {
    int labelled = all.size() - all.noise();
    double share = Math.min(SHARE_OF_EACH, MOST_OF_EACH / (double) Math.max(1, labelled));
    int[] left = all.sizes();
    int[] wanted = Arrays.stream(left).map(size -> (int) (share * size)).toArray();
    int[] kept = new int[Arrays.stream(wanted).sum()];
    int count = 0;
    for (int i = 0; i < all.size(); i++) {
      int label = all.get(i);
      if (label != Labels.NOISE && random.nextInt(left[label]--) < wanted[label]) {
        wanted[label]--;
        kept[count++] = i;
      }
    }
    return new HeldOut(all, kept);
  }

  /** Returns the held-out samples. */
  int[] samples() {
    return kept.clone();
  }

  /** Returns the classes of the held-out samples. */
  Labels classes() {
    return Labels.of(Arrays.stream(kept).map(all::get).toArray());
  }

  /** Returns the labels for training. */
  public Labels training() {
    int[] labels = all.toArray();
    for (int sample : kept) {
      labels[sample] = Labels.NOISE;
    }
    return Labels.of(labels);
  }

  /**
   * Returns why a model's classes are useless; empty if they are not.
   *
   * @param said the class that the model assigns, in its own numbering
   */
  public Optional<String> fault(Labels said) {
    if (kept.length == 0) {
      return Optional.empty();
    }
    int[] number = Assignment.best(said, all);
    int right = 0;
    for (int sample : kept) {
      int name = said.get(sample);
      right += name != Labels.NOISE && number[name] == all.get(sample) ? 1 : 0;
    }
    double share = (double) right / kept.length;
    return share >= LEAST
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the model assigns %.0f %% of the %,d held-out samples to their classes, less than"
                    + " %.0f %%; its classes are not used, and the earlier ones are kept",
                100 * share,
                kept.length,
                100 * LEAST));
  }
}
