// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Measures the magnitudes of gradients without updating weights. */
public final class Gradients {
  private Gradients() {}

  /**
   * The magnitude of a weight's gradient.
   *
   * @param weight its name
   * @param rootMeanSquare of its gradient; not finite if the gradient is not
   */
  public record Strength(String weight, double rootMeanSquare) {}

  /**
   * Returns the magnitude of each weight's gradient, in insertion order.
   *
   * @param parameters must record gradients; see {@link Parameters#train}
   * @param objective computes scalars in the given scope; the first is the loss, whose gradient is
   *     computed
   */
  public static List<Strength> strengths(
      Parameters parameters, Function<NDManager, NDList> objective) {
    boolean accumulates = !parameters.engine().getEngineName().equals(Engines.MXNET);
    List<Strength> strengths = new ArrayList<>();
    try (NDManager scope = parameters.newScope()) {
      try (GradientCollector collector = parameters.engine().newGradientCollector()) {
        collector.backward(objective.apply(scope).head());
      }
      for (String name : parameters.weights()) {
        NDArray gradient = parameters.get(name).getGradient();
        gradient.attach(scope);
        strengths.add(new Strength(name, rootMeanSquare(gradient.toFloatArray())));
        if (accumulates) {
          gradient.muli(0);
        }
      }
    }
    return strengths;
  }

  private static double rootMeanSquare(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.length);
  }
}
