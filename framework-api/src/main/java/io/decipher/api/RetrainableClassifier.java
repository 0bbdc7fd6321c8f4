// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import org.apiguardian.api.API;

/**
 * The capability of a trained model to learn anew which classes it names, while all else stays: its
 * encoder, its decoder, and what it draws (classifier re-training, Kang et al. 2020).
 *
 * <p>A model learns classes before they are found again by what it learned, so that it names those
 * of the round before. This teaches it the last ones.
 *
 * @see <a href="https://arxiv.org/abs/1910.09217">Kang et al. 2020</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface RetrainableClassifier extends Assigner {
  /**
   * Returns a model that names other classes; this one stays as it is. The caller closes both.
   *
   * @param samples (n), of the type this was made for
   * @param classes of those, (n), one class or more; samples that are noise teach nothing
   * @param run for progress, cancellation and random numbers
   * @return names {@code classes.classes()} classes, numbered as these
   * @throws DecipherException if the model names no classes ({@link #assigns})
   */
  TrainedModel retrainClassifier(Samples samples, Labels classes, RunContext run);
}
