// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/**
 * What is done to a sample before it is encoded, while the sample itself is to be decoded: a
 * denoising autoencoder (Vincent et al. 2008, 2010). With a posterior it is the denoising
 * variational autoencoder of Im et al. (2017). Drawn anew for each sample in each epoch.
 *
 * <p>What takes a part of an image away makes the decoder one that gives it back: what is encoded
 * is the condition, as in context encoders (Pathak et al. 2016), super-resolution (Dong et al.
 * 2014) and colourisation (Zhang et al. 2016).
 *
 * @param kind what is done
 * @param amount how much, as the kind says; ignored for {@link Kind#NONE}
 * @see <a href="https://doi.org/10.1145/1390156.1390294">Vincent et al. 2008</a>
 * @see <a href="https://jmlr.org/papers/v11/vincent10a.html">Vincent et al. 2010</a>
 * @see <a href="https://arxiv.org/abs/1511.06406">Im et al. 2017</a>
 * @see <a href="https://arxiv.org/abs/1604.07379">Pathak et al. 2016</a>
 * @see <a href="https://arxiv.org/abs/1501.00092">Dong et al. 2014</a>
 * @see <a href="https://arxiv.org/abs/1603.08511">Zhang et al. 2016</a>
 */
public record Corruption(Kind kind, double amount) {
  /** What is done to a sample. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** Normal noise is added; the amount is its standard deviation, in units of x. */
    GAUSSIAN,
    /**
     * A value becomes, as a coin falls, the least or the greatest there is: 0 or 1 for the
     * likelihood {@link Likelihood.Bernoulli}; otherwise of all samples' values for images, and of
     * the values of its own column for vectors. The amount is the chance of that, in [0, 1].
     */
    SALT_AND_PEPPER,
    /** A value becomes 0; the amount is the chance of that, in [0, 1]. */
    MASKING,
    /**
     * A rectangle of an image, anywhere, is 0, its sides the amount times the image's: inpainting.
     */
    HOLE,
    /**
     * An image has 1 − amount times as many rows and columns, and is shown as large as it was:
     * super-resolution.
     */
    DOWNSCALE,
    /** An image of three channels loses the amount of its colour: colourisation. */
    GREY;

    /** Returns whether it is done to images alone. */
    public boolean isOfImages() {
      return this == HOLE || this == DOWNSCALE || this == GREY;
    }
  }

  /** Checks the amount. */
  public Corruption {
    Check.between("amount", amount, 0, kind == Kind.GAUSSIAN ? 1e6 : 1);
  }
}
