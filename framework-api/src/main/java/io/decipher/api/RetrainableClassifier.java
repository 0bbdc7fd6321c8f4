// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import org.apiguardian.api.API;

/**
 * The capability of a trained model to retrain its classifier for other classes while its encoder,
 * its decoder and what it generates stay the same (classifier re-training, Kang et al. 2020).
 *
 * <p>A model is trained on the classes of one round, and its features then give the classes of the
 * next, so its classifier is one round behind. Retraining brings it up to date.
 *
 * @see <a href="https://arxiv.org/abs/1910.09217">Kang et al. 2020</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface RetrainableClassifier extends Assigner {
  /**
   * Returns a model that assigns other classes; this model is not changed. The caller must close
   * both.
   *
   * @param samples (n), of the type this was made for
   * @param classes their classes, (n), at least one class; noise is not used for training
   * @param run provides progress, cancellation and random numbers
   * @return assigns {@code classes.classes()} classes, numbered as these
   * @throws DecipherException if the model has no classifier ({@link #assigns})
   */
  TrainedModel retrainClassifier(Samples samples, Labels classes, RunContext run);
}
