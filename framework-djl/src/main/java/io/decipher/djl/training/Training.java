// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.decipher.djl.Parameters;
import io.decipher.djl.optim.Optimizer;
import java.util.function.Function;

/**
 * Training steps: a forward pass, a backward pass, and an update of the weights.
 *
 * <p>Every array of a step belongs to one scope, which the step closes, so memory does not grow.
 */
public final class Training {
  private Training() {}

  /** Thrown when a value that a step was about to learn from is NaN or infinite. */
  public static final class NotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception for a value.
     *
     * @param name e.g. {@code "loss"}
     * @param value the value
     */
    public NotFiniteException(String name, double value) {
      super(name + " is " + value);
    }
  }

  /**
   * Performs one step; if the loss is not finite, the weights are unchanged.
   *
   * @param optimizer updates the weights; gradients of other parameters are ignored
   * @param learningRate for this step
   * @param objective computes scalars in the given scope; the first is the loss to minimise
   * @return the scalars, on the heap
   * @throws NotFiniteException if the loss is not finite
   */
  public static float[] step(
      Parameters parameters,
      Optimizer optimizer,
      double learningRate,
      Function<NDManager, NDList> objective) {
    try (NDManager scope = parameters.newScope()) {
      optimizer.forgetGradients(scope);
      NDList terms;
      try (GradientCollector collector = parameters.engine().newGradientCollector()) {
        terms = objective.apply(scope);
        collector.backward(terms.head());
      }
      float[] values = values(terms);
      if (!Float.isFinite(values[0])) {
        throw new NotFiniteException("loss", values[0]);
      }
      optimizer.update(learningRate, scope);
      return values;
    }
  }

  /** Returns scalars computed without gradients, on the heap. */
  public static float[] measure(Parameters parameters, Function<NDManager, NDList> objective) {
    try (NDManager scope = parameters.newScope()) {
      return values(objective.apply(scope));
    }
  }

  private static float[] values(NDList terms) {
    float[] values = new float[terms.size()];
    for (int i = 0; i < values.length; i++) {
      NDArray term = terms.get(i);
      values[i] = term.getFloat();
    }
    return values;
  }
}
