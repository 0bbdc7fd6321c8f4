// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/**
 * A linear classification head on the rectified mean: max(0, μ) → class. The loss is then −log
 * p(x|z) + β KL + {@code weight} H, with H the cross-entropy of a sample's class, in nats; samples
 * without a class only contribute to the other terms.
 *
 * @param weight the weight of the cross-entropy; 0 for no head
 * @param smoothing label smoothing: the fraction of each class's probability that is spread over
 *     all classes, in [0, 1) (Szegedy et al. 2016)
 * @param refineEpochs the number of passes over the samples when a trained model is trained further
 *     to learn classes
 * @param refineAugmentation the factor of rotation, shear, scale and shift of the augmentation in
 *     these passes, in [0, 1]
 * @see <a href="https://arxiv.org/abs/1406.5298">Kingma et al. 2014</a>
 * @see <a href="https://arxiv.org/abs/1512.00567">Szegedy et al. 2016</a>
 */
public record Classifier(
    double weight, double smoothing, int refineEpochs, double refineAugmentation) {
  /** Checks all. */
  public Classifier {
    Check.between("weight", weight, 0, 1e6);
    Check.share("smoothing", smoothing);
    Check.atLeast("refine-epochs", refineEpochs, 1);
    Check.between("refine-augmentation", refineAugmentation, 0, 1);
  }
}
