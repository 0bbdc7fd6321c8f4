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
import java.util.Optional;

/**
 * Retrains a model's classifier, which was trained on the classes of the previous round, for those
 * of the last round.
 *
 * <p>A stratified part of each class is held out ({@link HeldOut#ofEachClass}). The retrained model
 * is used if it is at least as accurate on it as the original one, whose classes are matched with
 * the found classes that share most samples.
 */
final class RetrainedClassifier {
  private RetrainedClassifier() {}

  /**
   * Retrains a model.
   *
   * @param model is not changed
   * @param samples prepared, (n)
   * @param found their classes, (n)
   * @return the better model, which the caller must close; empty if that is {@code model}
   */
  static Optional<TrainedModel> of(
      TrainedModel model, Samples samples, Labels found, RunContext run) {
    if (!(model instanceof RetrainableClassifier able) || !able.assigns()) {
      return Optional.empty();
    }
    HeldOut heldOut = HeldOut.ofEachClass(found, run.random("retrain-classifier/held-out"));
    if (heldOut.samples().length == 0) {
      return Optional.empty();
    }
    Samples judged = samples.select(heldOut.samples()).onHeap();
    Labels classes = heldOut.classes();
    double before = Renaming.of(able.assign(judged, run).labels(), classes).agreement();
    TrainedModel retrained =
        PluginResults.there(
            able.retrainClassifier(samples, heldOut.training(), run),
            model,
            "retrainClassifier",
            "a model");
    boolean better = false;
    try {
      better = share(((Assigner) retrained).assign(judged, run).labels(), classes) >= before;
      return better ? Optional.of(retrained) : Optional.empty();
    } finally {
      if (!better) {
        retrained.close();
      }
    }
  }

  /** Returns the fraction of samples with the same class number. */
  private static double share(Labels named, Labels found) {
    int same = 0;
    for (int i = 0; i < found.size(); i++) {
      same += named.get(i) == found.get(i) ? 1 : 0;
    }
    return (double) same / found.size();
  }
}
