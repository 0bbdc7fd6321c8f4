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
 * Compares the gradients that an engine computes through a layer with finite differences. It is
 * meant for tests of custom layers: an operation whose gradient is missing or wrong on an engine
 * would silently train to something else.
 *
 * <pre>{@code
 * for (GradientCheck.Slope slope : GradientCheck.of(new MyLayer(8), engine, 1, 4, 8)) {
 *   assertThat(slope.error()).as("%s", slope).isLessThan(0.01);
 * }
 * }</pre>
 */
public final class GradientCheck {
  private static final String INPUT = "input";

  /**
   * Half the step size, in units of a parameter; the error of a central difference is quadratic in
   * it.
   */
  private static final double STEP = 0.01;

  private final Layer layer;
  private final Parameters parameters;
  private final NDManager scope;
  private final SplittableRandom random;
  private final float[] weights; // of the output's values, in the differentiated sum

  private GradientCheck(
      Layer layer, Parameters parameters, NDManager scope, SplittableRandom random) {
    this.layer = layer;
    this.parameters = parameters;
    this.scope = scope;
    this.random = random;
    this.weights = normals(Math.toIntExact(output(false).size()));
  }

  /**
   * The directional derivative of a weighted sum of a layer's output with respect to one of its
   * arguments, in a random direction.
   *
   * @param argument the parameter's name, or {@code input}
   * @param computed from the engine's gradient
   * @param measured from the difference of two outputs
   */
  public record Slope(String argument, double computed, double measured) {
    /** Relative to the output; a smaller slope is rounding error. */
    private static final double LEAST = 1e-3;

    /** Returns the relative difference of the two. */
    public double error() {
      double scale = Math.max(LEAST, Math.max(Math.abs(computed), Math.abs(measured)));
      return Math.abs(computed - measured) / scale;
    }
  }

  /**
   * Checks a layer with normally distributed random parameters and input.
   *
   * @param layer must not be random, and must be a smooth function of its input except for kinks
   * @param engine computes the gradients
   * @param seed the seed of the random numbers
   * @param shape the shape of the input, batch first
   * @return one slope for the input and for each of the layer's weights; an error of a few
   *     hundredths is rounding, of a tenth a mistake
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
