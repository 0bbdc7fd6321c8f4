// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Assigner;
import io.decipher.api.Labels;
import io.decipher.api.PluginResults;
import io.decipher.api.RetrainableClassifier;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.runtime.internal.metrics.Renaming;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A model that names the classes of the last round, where it knew those of the round before.
 *
 * <p>A fifth of each class, at most 10,000 samples in all, is held out. The model that was taught
 * is taken if it names these at least as well as the one before, whose classes stand for those
 * found that they share most samples with.
 */
final class RetrainedClassifier {
  private static final int PART = 5; // of which one is held out
  private static final int MOST = 10_000;

  private RetrainedClassifier() {}

  /**
   * Teaches a model.
   *
   * @param model stays as it is
   * @param samples prepared, (n)
   * @param found their classes, (n)
   * @return the better one, which the caller closes; empty if that is {@code model}
   */
  static Optional<TrainedModel> of(
      TrainedModel model, Samples samples, Labels found, RunContext run) {
    if (!(model instanceof RetrainableClassifier able) || !able.assigns()) {
      return Optional.empty();
    }
    int[] heldOut = heldOut(found, run.random("retrain-classifier/held-out"));
    if (heldOut.length == 0) {
      return Optional.empty();
    }
    int[] taught = found.toArray();
    int[] truth = new int[heldOut.length];
    for (int i = 0; i < heldOut.length; i++) {
      truth[i] = taught[heldOut[i]];
      taught[heldOut[i]] = Labels.NOISE;
    }
    TrainedModel retrained =
        PluginResults.there(
            able.retrainClassifier(samples, Labels.of(taught), run),
            model,
            "retrainClassifier",
            "a model");
    Samples judged = samples.select(heldOut).onHeap();
    Labels others = Labels.of(truth);
    Labels now = ((Assigner) retrained).assign(judged, run).labels();
    if (share(now, others) >= Renaming.of(able.assign(judged, run).labels(), others).agreement()) {
      return Optional.of(retrained);
    }
    retrained.close();
    return Optional.empty();
  }

  /** Returns the share of samples that have the same class, by its number. */
  private static double share(Labels named, Labels found) {
    int same = 0;
    for (int i = 0; i < found.size(); i++) {
      same += named.get(i) == found.get(i) ? 1 : 0;
    }
    return (double) same / found.size();
  }

  /** Returns a fifth of each class, drawn, ascending; of fewer than five samples none. */
  private static int[] heldOut(Labels found, RandomGenerator random) {
    int n = found.size();
    int labelled = n - found.noise();
    double share = Math.min(1.0 / PART, MOST / (double) Math.max(1, labelled));
    int[] left = found.sizes();
    int[] wanted = Arrays.stream(left).map(size -> (int) (share * size)).toArray();
    int[] drawn = new int[Arrays.stream(wanted).sum()];
    int count = 0;
    for (int i = 0; i < n; i++) {
      int label = found.get(i);
      if (label == Labels.NOISE) {
        continue;
      }
      if (random.nextInt(left[label]--) < wanted[label]) {
        wanted[label]--;
        drawn[count++] = i;
      }
    }
    return drawn;
  }
}
