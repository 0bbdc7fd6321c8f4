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
 * Steps of training: a pass forward, one back, a move of the weights.
 *
 * <p>Every array of a step lives in one scope that the step closes, so that memory stays flat.
 */
public final class Training {
  private Training() {}

  /** What a step was about to learn from is not a number, or infinite. */
  public static final class NotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is not finite.
     *
     * @param name e.g. {@code "loss"}
     * @param value as it was found
     */
    public NotFiniteException(String name, double value) {
      super(name + " is " + value);
    }
  }

  /**
   * Does one step, unless the loss is not finite: then the weights stay as they were.
   *
   * @param optimizer moves the weights; gradients that reach other parameters are left to them
   * @param learningRate for this step
   * @param objective makes single values in the given scope; the first is the loss, whose gradient
   *     is followed
   * @return the values, on the heap
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

  /** Returns single values computed without gradients, on the heap. */
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
