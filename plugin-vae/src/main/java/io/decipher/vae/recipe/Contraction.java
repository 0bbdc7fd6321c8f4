// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/**
 * A penalty on the sensitivity of latents to the sample: {@code weight} times the squared Frobenius
 * norm of the Jacobian of the encoder f, ‖∂f/∂v‖², in nats per sample (contractive autoencoder,
 * Rifai et al. 2011).
 *
 * <p>The gradient of that norm requires second derivatives, which MXNet does not support. The norm
 * is therefore estimated by a finite difference, which only requires first derivatives: with e
 * standard normal, E ‖f(v + σe) − f(v)‖² / σ² equals the norm up to terms of σ² (Rifai et al. 2011b
 * use the same for the Hessian). One e is drawn per sample and step; the estimate is noisy, and
 * unbiased in the limit of small σ.
 *
 * <p>A decoder could compensate smaller latents by larger weights, which tied weights prevent, as
 * in the first paper.
 *
 * @param weight the weight of the penalty; 0 for none
 * @param distance σ, in units of a sample's values
 * @see <a href="https://icml.cc/2011/papers/455_icmlpaper.pdf">Rifai et al. 2011</a>
 * @see <a href="https://doi.org/10.1007/978-3-642-23783-6_41">Rifai et al. 2011b</a>
 */
public record Contraction(double weight, double distance) {
  /** Checks both. */
  public Contraction {
    Check.between("weight", weight, 0, 1e6);
    Check.positive("distance", distance);
  }
}
