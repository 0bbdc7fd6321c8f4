// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.labelling;

import java.util.Arrays;

/**
 * The few labels given by a person from which all samples are labelled: an input of {@code decipher
 * label} only. It is not a {@link io.decipher.api.GroundTruth}, which exists for scoring, and
 * nothing that finds classes or trains a model accepts it.
 */
public final class GivenLabels {
  private final int[] samples;
  private final int[] labels;
  private final int classes;

  private GivenLabels(int[] samples, int[] labels, int classes) {
    this.samples = samples;
    this.labels = labels;
    this.classes = classes;
  }

  /**
   * Returns labels of some samples.
   *
   * @param samples the labelled samples, without repetition
   * @param labels their labels, each in [0, classes)
   * @param classes the number of labels, 1 or more; each is given to at least one sample
   * @throws IllegalArgumentException if a label is not given to any sample, there are no samples,
   *     or the lengths differ
   */
  public static GivenLabels of(int[] samples, int[] labels, int classes) {
    if (samples.length != labels.length || samples.length == 0) {
      throw new IllegalArgumentException(
          samples.length
              + " samples with "
              + labels.length
              + " labels; expected equally many,"
              + " and at least one");
    }
    boolean[] seen = new boolean[classes];
    for (int label : labels) {
      seen[label] = true;
    }
    for (int label = 0; label < classes; label++) {
      if (!seen[label]) {
        throw new IllegalArgumentException("label " + label + " is given to no sample");
      }
    }
    return new GivenLabels(samples.clone(), labels.clone(), classes);
  }

  /** Returns the number of labelled samples. */
  public int count() {
    return samples.length;
  }

  /** Returns the number of labels. */
  public int classes() {
    return classes;
  }

  /** Returns the labelled sample of index {@code given}. */
  public int sample(int given) {
    return samples[given];
  }

  /** Returns the label of the labelled sample of index {@code given}. */
  public int label(int given) {
    return labels[given];
  }

  /** Returns the smallest number of samples that share a label. */
  public int least() {
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    return Arrays.stream(counts).min().orElse(0);
  }

  /**
   * Returns the given labels of one fold, or of all other folds; the samples of each label are
   * distributed among the folds in turn.
   *
   * @param parts the number of folds, at least 2 and at most {@link #least}
   * @param within whether to return the fold itself
   */
  public GivenLabels part(int part, int parts, boolean within) {
    int[] seen = new int[classes];
    int[] keptSamples = new int[samples.length];
    int[] keptLabels = new int[samples.length];
    int count = 0;
    for (int g = 0; g < samples.length; g++) {
      boolean in = seen[labels[g]]++ % parts == part;
      if (in == within) {
        keptSamples[count] = samples[g];
        keptLabels[count++] = labels[g];
      }
    }
    return new GivenLabels(
        Arrays.copyOf(keptSamples, count), Arrays.copyOf(keptLabels, count), classes);
  }
}
