package io.decipher.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with decoupled weight decay (AdamW), β₁ 0.9, β₂ 0.999, ε 1e-8.
 *
 * <p>The moments are this object's own, in the engine's memory. Not thread-safe.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2015</a>
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2019</a>
 */
public final class Adam implements AutoCloseable {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final float EPSILON = 1e-8f;

  private record Moments(NDArray mean, NDArray square) {}

  private final Parameters parameters;
  private final double weightDecay;
  private final NDManager manager;
  private final Map<String, Moments> moments = new LinkedHashMap<>();
  private final boolean accumulates;
  private int steps;
  private boolean closed;

  /**
   * Makes an optimizer of all weights; the caller closes it before the parameters.
   *
   * @param weightDecay the share of a weight that a step takes away, times the learning rate
   */
  public Adam(Parameters parameters, double weightDecay) {
    this.parameters = parameters;
    this.weightDecay = weightDecay;
    this.manager = parameters.newScope();
    this.accumulates = !parameters.engine().getEngineName().equals(Engines.MXNET);
    for (String name : parameters.weights()) {
      NDArray weight = parameters.get(name);
      moments.put(
          name, new Moments(manager.zeros(weight.getShape()), manager.zeros(weight.getShape())));
    }
    parameters.train();
  }

  /** Moves all weights by their gradients; must be called outside of a gradient collector. */
  void update(double learningRate, NDManager scope) {
    steps++;
    float corrected =
        (float)
            (learningRate * Math.sqrt(1 - Math.pow(BETA2, steps)) / (1 - Math.pow(BETA1, steps)));
    moments.forEach(
        (name, moment) -> {
          NDArray weight = parameters.get(name);
          NDArray gradient = weight.getGradient();
          gradient.attach(scope);
          if (weightDecay > 0) {
            weight.muli((float) (1 - learningRate * weightDecay));
          }
          weight
              .getNDArrayInternal()
              .adamUpdate(
                  new NDList(weight, gradient, moment.mean(), moment.square()),
                  new NDList(weight),
                  (float) learningRate,
                  corrected,
                  0,
                  1,
                  -1,
                  (float) BETA1,
                  (float) BETA2,
                  EPSILON,
                  false,
                  false);
          if (accumulates) {
            gradient.muli(0);
          }
        });
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      manager.close();
    }
  }
}
