// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;
import java.util.Optional;

/**
 * The condition of the decoder: p(x|z, c). A linear map of the one-hot class, without bias, is
 * added to the decoder's first layer, which is equivalent to concatenating the class to z.
 *
 * <p>The encoder is not conditional: q(z|v) is an equally good posterior of that model, and a
 * sample of unknown class can be encoded. z tends to omit what it need not encode, so a condition
 * serves to generate samples of a class, not to find classes by z. Noise, and a fraction of the
 * other samples, have no class in training, so that the decoder also works without one. There is no
 * condition until a run has found classes.
 *
 * @param by what the condition is
 * @param attribute the attribute whose value is given, for {@link By#ATTRIBUTE}; if the training
 *     set has groups, they are given and it may be empty
 * @param withheld the fraction of samples, in [0, 1), whose class or group is withheld from the
 *     decoder, drawn anew in each epoch
 * @see <a
 *     href="https://papers.nips.cc/paper/2015/hash/8d55a249e6baa5c06772297520da2051-Abstract.html">Sohn
 *     et al. 2015</a>
 * @see <a href="https://arxiv.org/abs/2207.12598">Ho and Salimans 2022 (withheld classes)</a>
 */
public record Condition(By by, Optional<String> attribute, double withheld) {
  /** What the condition is. */
  public enum By {
    /** No condition. */
    NONE,
    /** The class that the run found, one-hot. */
    CLASSES,
    /**
     * The value of a nuisance attribute of the sample: site, recorder, individual. Latents need not
     * encode what the decoder is given, so they depend on it less.
     */
    ATTRIBUTE
  }

  /** Checks the fraction, and that an attribute is used. */
  public Condition {
    Check.share("withheld", withheld);
    if (attribute.isPresent() && by != By.ATTRIBUTE) {
      throw new IllegalArgumentException(
          "attribute applies to by = attribute only and must otherwise be null, but was "
              + attribute.get());
    }
  }
}
