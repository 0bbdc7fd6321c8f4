package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/**
 * What the decoder is conditioned on beside z: p(x|z, c). A linear map of the class, without bias, is added
 * to the decoder's first layer, as if the class stood beside z.
 *
 * <p>The encoder is not conditional: q(z|v) is as good a posterior of that model, and a sample whose
 * class nobody knows can be encoded. What z need not encode it tends to leave out, so this serves
 * to draw samples of a class, not to find classes by z. Noise, and a share of the other samples,
 * come without a class, so that the decoder learns to do without one.
 * Until a run has found classes, there is no condition.
 *
 * @param by what is given
 * @param withheld the share of samples, in [0, 1), whose class is kept from the decoder, drawn
 *     anew in each epoch
 * @see <a
 *     href="https://papers.nips.cc/paper/2015/hash/8d55a249e6baa5c06772297520da2051-Abstract.html">Sohn
 *     et al. 2015</a>
 * @see <a href="https://arxiv.org/abs/2207.12598">Ho and Salimans 2022 (withheld classes)</a>
 */
public record Condition(By by, double withheld) {
  /** What is given. */
  public enum By {
    /** Nothing. */
    NONE,
    /** The class that the run found, as a vector of zeros and a one. */
    CLASSES
  }

  /** Checks the share. */
  public Condition {
    Check.share("withheld", withheld);
  }
}
