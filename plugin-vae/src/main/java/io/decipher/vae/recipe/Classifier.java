// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/**
 * A linear layer on the rectified mean that names one of the classes found: max(0, μ) → class. What
 * is minimised is then −log p(x|z) + β KL + {@code weight} H, with H the cross-entropy of a
 * sample's class, in nats; samples without a class count in the other terms alone.
 *
 * @param weight of the cross-entropy; 0 is no head
 * @param smoothing the share of each class's probability that is spread over all of them, in [0, 1)
 *     (Szegedy et al. 2016)
 * @param refineEpochs passes over the samples when a trained model goes on to learn classes
 * @param refineAugmentation what rotation, shear, scale and shift of the augmentation are
 *     multiplied by meanwhile, in [0, 1]
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
