// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.labelling;

import java.util.Arrays;

/**
 * The few labels that a person gave, to name all samples by: an input, which is asked for by {@code
 * decipher label} alone. It is no {@link io.decipher.api.GroundTruth}, which exists for scoring,
 * and nothing that finds classes or trains a model takes one.
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
   * @param samples which have one, each once
   * @param labels of those, each in [0, classes)
   * @param classes how many labels there are, 1 or more; each is given to some sample
   * @throws IllegalArgumentException if a label is of no sample or there are not as many of each
   */
  public static GivenLabels of(int[] samples, int[] labels, int classes) {
    if (samples.length != labels.length || samples.length == 0) {
      throw new IllegalArgumentException(
          samples.length + " samples with " + labels.length + " labels; expected as many, and any");
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

  /** Returns how many samples have a label. */
  public int count() {
    return samples.length;
  }

  /** Returns how many labels there are. */
  public int classes() {
    return classes;
  }

  /** Returns the sample that is given a label as number {@code given}. */
  public int sample(int given) {
    return samples[given];
  }

  /** Returns the label of the sample that is given one as number {@code given}. */
  public int label(int given) {
    return labels[given];
  }

  /** Returns the least number of samples that a label is given to. */
  public int least() {
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    return Arrays.stream(counts).min().orElse(0);
  }

  /**
   * Returns those of one part, or all but those, where each label's samples are dealt out to as
   * many parts in turn.
   *
   * @param parts 2 or more, at most {@link #least}
   * @param within whether those of the part are wanted
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
