// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;
import java.util.Optional;

/**
 * What the decoder is conditioned on beside z: p(x|z, c). A linear map of the class, without bias,
 * is added to the decoder's first layer, as if the class stood beside z.
 *
 * <p>The encoder is not conditional: q(z|v) is as good a posterior of that model, and a sample
 * whose class nobody knows can be encoded. What z need not encode it tends to leave out, so this
 * serves to draw samples of a class, not to find classes by z. Noise, and a share of the other
 * samples, come without a class, so that the decoder learns to do without one. Until a run has
 * found classes, there is no condition.
 *
 * @param by what is given
 * @param attribute the column of the samples' attributes whose value is given, of {@link
 *     By#ATTRIBUTE}; where the training set has groups, they are given and it may be empty
 * @param withheld the share of samples, in [0, 1), whose class or group is kept from the decoder,
 *     drawn anew in each epoch
 * @see <a
 *     href="https://papers.nips.cc/paper/2015/hash/8d55a249e6baa5c06772297520da2051-Abstract.html">Sohn
 *     et al. 2015</a>
 * @see <a href="https://arxiv.org/abs/2207.12598">Ho and Salimans 2022 (withheld classes)</a>
 */
public record Condition(By by, Optional<String> attribute, double withheld) {
  /** What is given. */
  public enum By {
    /** Nothing. */
    NONE,
    /** The class that the run found, as a vector of zeros and a one. */
    CLASSES,
    /**
     * The value of an attribute of the sample that is not to be learned: site, recorder,
     * individual. What the decoder is given, latents need not encode, so that they depend on it
     * less.
     */
    ATTRIBUTE
  }

  /** Checks the share, and that an attribute is used. */
  public Condition {
    Check.share("withheld", withheld);
    if (attribute.isPresent() && by != By.ATTRIBUTE) {
      throw new IllegalArgumentException(
          "attribute is of by = attribute alone and must be null, but was " + attribute.get());
    }
  }
}
