// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/**
 * The corruption of a sample before it is encoded, while the original sample is to be
 * reconstructed: a denoising autoencoder (Vincent et al. 2008, 2010). With a posterior it is the
 * denoising variational autoencoder of Im et al. (2017). Drawn anew for each sample in each epoch.
 *
 * <p>A corruption that removes part of an image trains the decoder to restore it, conditioned on
 * the encoded rest, as in context encoders (Pathak et al. 2016), super-resolution (Dong et al.
 * 2014) and colourisation (Zhang et al. 2016).
 *
 * @param kind the kind of corruption
 * @param amount the amount, whose meaning depends on the kind; ignored for {@link Kind#NONE}
 * @see <a href="https://doi.org/10.1145/1390156.1390294">Vincent et al. 2008</a>
 * @see <a href="https://jmlr.org/papers/v11/vincent10a.html">Vincent et al. 2010</a>
 * @see <a href="https://arxiv.org/abs/1511.06406">Im et al. 2017</a>
 * @see <a href="https://arxiv.org/abs/1604.07379">Pathak et al. 2016</a>
 * @see <a href="https://arxiv.org/abs/1501.00092">Dong et al. 2014</a>
 * @see <a href="https://arxiv.org/abs/1603.08511">Zhang et al. 2016</a>
 */
public record Corruption(Kind kind, double amount) {
  /** The kind of corruption. */
  public enum Kind {
    /** No corruption. */
    NONE,
    /** Additive Gaussian noise; the amount is its standard deviation, in units of x. */
    GAUSSIAN,
    /**
     * A value is replaced by the minimum or the maximum with equal probability: 0 or 1 for the
     * likelihood {@link Likelihood.Bernoulli}; otherwise that of all samples' values for images,
     * and of the values of its own column for vectors. The amount is the probability of
     * replacement, in [0, 1].
     */
    SALT_AND_PEPPER,
    /** A value is set to 0; the amount is the probability, in [0, 1]. */
    MASKING,
    /**
     * A rectangle at a random position of an image is set to 0, with sides of the amount times
     * those of the image: inpainting.
     */
    HOLE,
    /**
     * An image is reduced to 1 − amount times as many rows and columns, and enlarged to its size:
     * super-resolution.
     */
    DOWNSCALE,
    /** An image of three channels loses the amount of its colour: colourisation. */
    GREY;

    /** Returns whether it applies to images only. */
    public boolean isOfImages() {
      return this == HOLE || this == DOWNSCALE || this == GREY;
    }
  }

  /** Checks the amount. */
  public Corruption {
    Check.between("amount", amount, 0, kind == Kind.GAUSSIAN ? 1e6 : 1);
  }
}
