// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.optim;

import io.decipher.api.spi.Dependency;
import io.decipher.djl.Check;
import java.util.List;

/**
 * The settings of an {@link Optimizer}: how gradients update weights.
 *
 * <p>Symbols: w a weight, g its gradient after clipping, η the learning rate of step t (counted
 * from 1), λ {@code weightDecay}, μ {@code momentum}, ε {@code epsilon}. Each algorithm is
 * PyTorch's optimizer of the same name, so that its recipes carry over:
 *
 * <ul>
 *   <li>adam: g += λ w; m = β₁ m + (1 − β₁) g; v = β₂ v + (1 − β₂) g²; w −= η (m / (1 − β₁ᵗ)) /
 *       (√(v / (1 − β₂ᵗ)) + ε)
 *   <li>adamw: first w −= η λ w, then adam without λ
 *   <li>rmsprop: g += λ w; v = β₂ v + (1 − β₂) g²; u = g / (√v + ε), with momentum b = μ b + u and
 *       b for u; w −= η u
 *   <li>sgd: g += λ w; with momentum b = μ b + g and b for g; w −= η g
 * </ul>
 *
 * @param algorithm the algorithm
 * @param beta1 β₁ of adam and adamw, in [0, 1)
 * @param beta2 β₂ of adam, adamw and rmsprop, in [0, 1)
 * @param epsilon ε of adam, adamw and rmsprop, above 0
 * @param momentum μ of rmsprop and sgd, in [0, 1)
 * @param weightDecay λ, 0 or more
 * @param clipNorm the maximum Euclidean norm of all gradients together, to which larger ones are
 *     scaled down (Pascanu et al. 2013); 0 for no limit
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2015</a>
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2019</a>
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu et al. 2013</a>
 */
public record Optimization(
    Algorithm algorithm,
    double beta1,
    double beta2,
    double epsilon,
    double momentum,
    double weightDecay,
    double clipNorm) {
  /** The optimisation algorithm. */
  public enum Algorithm {
    /** Adaptive moments; weight decay is part of the gradient. */
    ADAM,
    /** Adaptive moments; weight decay is decoupled from the gradient. */
    ADAMW,
    /** Gradients divided by their root mean square. */
    RMSPROP,
    /** Plain gradients, with or without momentum. */
    SGD
  }

  /** Checks all numbers. */
  public Optimization {
    Check.share("beta1", beta1);
    Check.share("beta2", beta2);
    Check.positive("epsilon", epsilon);
    Check.share("momentum", momentum);
    Check.between("weight-decay", weightDecay, 0, 1e6);
    Check.between("clip-norm", clipNorm, 0, 1e6);
    if (momentum > 0 && (algorithm == Algorithm.ADAM || algorithm == Algorithm.ADAMW)) {
      throw new IllegalArgumentException(
          "momentum applies to rmsprop and sgd only and must be 0 here, but was "
              + momentum
              + "; for adam and adamw set beta1");
    }
  }

  /**
   * Returns which settings have an effect for which algorithm, for {@link
   * io.decipher.api.spi.Provider#dependencies}.
   *
   * @param block the path of the optimizer's block in the plugin's, e.g. {@code "fit.optimizer"}
   */
  public static List<Dependency> dependencies(String block) {
    String algorithm = block + ".algorithm";
    return List.of(
        Dependency.only(algorithm, List.of("adam", "adamw"), block + ".beta1"),
        Dependency.off(algorithm, "sgd", block + ".beta2", block + ".epsilon"));
  }

  /** Returns AdamW with the default β₁ 0.9, β₂ 0.999, ε 1e-8. */
  public static Optimization adamw(double weightDecay) {
    return new Optimization(Algorithm.ADAMW, 0.9, 0.999, 1e-8, 0, weightDecay, 0);
  }
}
