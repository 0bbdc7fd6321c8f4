// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/**
 * A penalty that makes latents follow a sample as little as they may: {@code weight} times the
 * squared Frobenius norm of the Jacobian of the encoder f, ‖∂f/∂v‖², in nats a sample (contractive
 * autoencoder, Rifai et al. 2011).
 *
 * <p>The gradient of that norm takes second derivatives, which MXNet does not give. It is estimated
 * by a finite difference instead, which takes first ones alone: with e standard normal, E ‖f(v +
 * σe) − f(v)‖² / σ² is the norm but for terms of σ² (Rifai et al. 2011b use the same for the
 * Hessian). One e a sample and step is drawn; the estimate is without bias in the limit of small σ,
 * and noisy.
 *
 * <p>A decoder could make up for smaller latents by greater weights. Tied weights stand against
 * that, as in the first paper.
 *
 * @param weight of the penalty; 0 is none
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
