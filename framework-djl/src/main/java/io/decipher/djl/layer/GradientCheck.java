// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Compares the gradients that an engine computes through a layer with finite differences, for tests
 * of layers of one's own: an operation without a gradient, or one whose gradient is wrong on an
 * engine, trains to something and nobody knows.
 *
 * <pre>{@code
 * for (GradientCheck.Slope slope : GradientCheck.of(new MyLayer(8), engine, 1, 4, 8)) {
 *   assertThat(slope.error()).as("%s", slope).isLessThan(0.01);
 * }
 * }</pre>
 */
public final class GradientCheck {
  private static final String INPUT = "input";

  /** Half of a step, in units of a parameter; the error of a difference falls with its square. */
  private static final double STEP = 0.01;

  private final Layer layer;
  private final Parameters parameters;
  private final NDManager scope;
  private final SplittableRandom random;
  private final float[] weights; // of the output's values, in what is derived

  private GradientCheck(
      Layer layer, Parameters parameters, NDManager scope, SplittableRandom random) {
    this.layer = layer;
    this.parameters = parameters;
    this.scope = scope;
    this.random = random;
    this.weights = normals(Math.toIntExact(output(false).size()));
  }

  /**
   * How steeply a weighted sum of a layer's output rises as one of its arguments moves in a random
   * direction.
   *
   * @param argument the parameter's name, or {@code input}
   * @param computed by the engine's gradient
   * @param measured by the difference of two outputs
   */
  public record Slope(String argument, double computed, double measured) {
    /** Below this share of an output a slope is rounding. */
    private static final double LEAST = 1e-3;

    /** Returns the difference of the two, as a share of the greater one. */
    public double error() {
      double scale = Math.max(LEAST, Math.max(Math.abs(computed), Math.abs(measured)));
      return Math.abs(computed - measured) / scale;
    }
  }

  /**
   * Checks a layer at random parameters and a random input, both of a normal distribution.
   *
   * @param layer what does not draw at random itself, and depends on its input smoothly but for
   *     kinks
   * @param engine what computes the gradients
   * @param seed of the random numbers
   * @param shape the input's, the batch first
   * @return a slope for the input and for each of the layer's weights; an error of some hundredths
   *     is rounding, of a tenth a mistake
   */
  public static List<Slope> of(Layer layer, Engine engine, long seed, int... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    try (Parameters parameters = new Parameters(engine);
        NDManager scope = parameters.newScope()) {
      layer.addTo(parameters, random);
      float[] start = new float[Math.toIntExact(Tensor.size(shape))];
      for (int i = 0; i < start.length; i++) {
        start[i] = (float) random.nextGaussian();
      }
      parameters.addWeight(INPUT, Tensor.of(start, shape));
      return new GradientCheck(layer, parameters, scope, random).slopes();
    }
  }

  private List<Slope> slopes() {
    parameters.train();
    try (GradientCollector collector = parameters.engine().newGradientCollector()) {
      NDArray output = output(true);
      collector.backward(output.mul(scope.create(weights, output.getShape())).sum());
    }
    Map<String, float[]> gradients = new HashMap<>();
    for (String name : parameters.weights()) {
      gradients.put(name, parameters.get(name).getGradient().toFloatArray());
    }
    List<Slope> slopes = new ArrayList<>();
    for (String name : parameters.weights()) {
      float[] gradient = Objects.requireNonNull(gradients.get(name), name);
      float[] direction = normals(gradient.length);
      double computed = 0;
      for (int i = 0; i < gradient.length; i++) {
        computed += (double) gradient[i] * direction[i];
      }
      slopes.add(new Slope(name, computed, measured(name, direction)));
    }
    return List.copyOf(slopes);
  }

  private double measured(String name, float[] direction) {
    Map<String, Tensor> before = parameters.toTensors();
    Tensor start = Objects.requireNonNull(before.get(name), name);
    Map<String, Tensor> moved = new HashMap<>(before);
    double[] ends = new double[2];
    for (int end = 0; end < 2; end++) {
      float[] values = start.toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) ((end == 0 ? -STEP : STEP) * direction[i]);
      }
      moved.put(name, Tensor.of(values, start.shape()));
      parameters.set(moved);
      float[] output = output(false).toFloatArray();
      for (int i = 0; i < output.length; i++) {
        ends[end] += (double) output[i] * weights[i];
      }
    }
    parameters.set(before);
    return (ends[1] - ends[0]) / (2 * STEP);
  }

  private NDArray output(boolean training) {
    NDArray x = Tensors.mul(parameters.get(INPUT), 1);
    x.attach(scope);
    return layer.forward(x, parameters, training);
  }

  private float[] normals(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
