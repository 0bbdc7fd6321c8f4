// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import io.decipher.djl.TestEngine;
import io.decipher.djl.layer.BatchNormalization;
import io.decipher.djl.layer.Convolution;
import io.decipher.djl.layer.Layer;
import io.decipher.djl.layer.Linear;
import io.decipher.djl.layer.Upsampling;
import io.decipher.djl.optim.Optimization;
import io.decipher.djl.optim.Optimizer;
import io.decipher.djl.optim.WeightAverage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTest {
  private Parameters parameters;

  @BeforeEach
  void open() {
    parameters = new Parameters(Engines.open(TestEngine.NAME));
  }

  @AfterEach
  void close() {
    parameters.close();
  }

  private float[] values(String name) {
    return parameters.toTensors().get(name).toArray();
  }

  /** Half the weighted squared distance of w from 1. */
  private NDList bowl(NDManager scope) {
    NDArray off = scope.ones(new Shape(3)).sub(parameters.get("w"));
    NDArray weighted = off.square().mul(scope.create(new float[] {1, 10, 100}));
    return new NDList(Tensors.mul(weighted.sum(), 0.5f));
  }

  @Nested
  class Adam_steps {
    @Test
    void are_those_of_the_paper_with_decoupled_decay() {
      parameters.addWeight("w", Tensor.of(new float[] {3, -1, 0.5f}, 3));
      double[] w = {3, -1, 0.5};
      double[] curvature = {1, 10, 100};
      double[] mean = new double[3];
      double[] square = new double[3];
      try (Optimizer adam = new Optimizer(parameters, Optimization.adamw(0.1))) {
        for (int step = 1; step <= 20; step++) {
          double rate = 0.05 / step;
          Training.step(parameters, adam, rate, TrainingTest.this::bowl);
          for (int i = 0; i < 3; i++) {
            double gradient = curvature[i] * (w[i] - 1);
            mean[i] = 0.9 * mean[i] + 0.1 * gradient;
            square[i] = 0.999 * square[i] + 0.001 * gradient * gradient;
            double m = mean[i] / (1 - Math.pow(0.9, step));
            double v = square[i] / (1 - Math.pow(0.999, step));
            w[i] = w[i] * (1 - rate * 0.1) - rate * m / Math.sqrt(v);
          }
        }
      }
      for (int i = 0; i < 3; i++) {
        assertThat((double) values("w")[i]).isCloseTo(w[i], within(1e-4));
      }
    }
  }

  @Nested
  class A_loss_that_is_not_finite {
    @Test
    void leaves_the_weights_as_they_were() {
      parameters.addWeight("w", Tensor.filled(0, 3));
      try (Optimizer adam = new Optimizer(parameters, Optimization.adamw(0))) {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
          assertThatThrownBy(
                  () ->
                      Training.step(
                          parameters,
                          adam,
                          0.1,
                          scope -> new NDList(bowl(scope).head().add(scope.create(bad)))))
              .isInstanceOf(Training.NotFiniteException.class)
              .hasMessage("loss is " + bad);
        }
        assertThat(values("w")).containsOnly(0);
      }
    }
  }

  @Nested
  class A_hundred_steps {
    @Test
    void leave_no_array_behind() {
      Layer net =
          Layer.chain(
              List.of(
                  new Convolution("c", 1, 16, 3, 2, true),
                  new BatchNormalization("n", 16),
                  Layer.leaky(0.1),
                  new Upsampling("u", 16, 1, true)));
      net.addTo(parameters, new SplittableRandom(1));
      try (Parameters average = new Parameters(parameters.engine());
          Optimizer adam = new Optimizer(parameters, Optimization.adamw(0.1))) {
        net.addTo(average, new SplittableRandom(1));
        WeightAverage moving = new WeightAverage(parameters, average, 0.9);
        int before = arrays(parameters);
        for (int step = 0; step < 100; step++) {
          Training.step(
              parameters,
              adam,
              0.01,
              scope ->
                  new NDList(
                      net.forward(scope.ones(new Shape(2, 1, 8, 8)), parameters, true)
                          .square()
                          .sum()));
          moving.update();
          Training.measure(
              average,
              scope ->
                  new NDList(net.forward(scope.ones(new Shape(2, 1, 8, 8)), average, false).sum()));
        }
        assertThat(arrays(parameters)).isEqualTo(before);
        assertThat(arrays(average)).isEqualTo(average.names().size());
      }
    }

    private int arrays(Parameters kept) {
      return kept.get("c.weight").getManager().getManagedArrays().size();
    }
  }

  @Nested
  class An_average {
    @Test
    void follows_closely_at_first_and_slowly_later() {
      parameters.addWeight("w", Tensor.filled(1, 2));
      parameters.addBuffer("seen", Tensor.filled(1, 1));
      try (Parameters average = new Parameters(parameters.engine())) {
        average.addWeight("w", Tensor.filled(0, 2));
        average.addBuffer("seen", Tensor.filled(0, 1));
        WeightAverage moving = new WeightAverage(parameters, average, 0.3);
        double expected = 0;
        for (int t = 1; t <= 4; t++) {
          moving.update();
          double kept = Math.min(0.3, (1.0 + t) / (10 + t)); // 2/11, 3/12, 4/13 over 0.3, 0.3
          expected = kept * expected + 1 - kept;
        }
        Map<String, Tensor> tensors = average.toTensors();
        assertThat((double) tensors.get("w").toArray()[1]).isCloseTo(expected, within(1e-6));
        assertThat((double) tensors.get("seen").toArray()[0]).isCloseTo(expected, within(1e-6));
      }
    }
  }

  @Nested
  class Layers {
    /** The slope along a random direction, by the gradient and by central differences. */
    private void gradientsAreSlopes(Layer layer, float step, int... inputShape) {
      SplittableRandom random = new SplittableRandom(5);
      layer.addTo(parameters, random);
      float[] x = normals(random, (int) Tensor.size(inputShape));
      parameters.addWeight("x", Tensor.of(x, inputShape));
      parameters.train();
      float[] weights;
      try (NDManager scope = parameters.newScope()) {
        weights = normals(random, (int) layer.forward(input(scope), parameters, false).size());
      }
      loss(layer, weights);
      for (String name : parameters.weights()) {
        float[] gradient = parameters.get(name).getGradient().toFloatArray();
        float[] direction = normals(random, gradient.length);
        double slope = 0;
        for (int i = 0; i < gradient.length; i++) {
          slope += (double) gradient[i] * direction[i];
        }
        Map<String, Tensor> before = parameters.toTensors();
        double[] ends = new double[2];
        for (int end = 0; end < 2; end++) {
          float[] moved = before.get(name).toArray();
          for (int i = 0; i < moved.length; i++) {
            moved[i] += (end == 0 ? -step : step) * direction[i];
          }
          Map<String, Tensor> changed = new HashMap<>(before);
          changed.put(name, Tensor.of(moved, before.get(name).shape()));
          parameters.set(changed);
          ends[end] = loss(layer, weights);
        }
        parameters.set(before);
        loss(layer, weights);
        assertThat((ends[1] - ends[0]) / (2 * step))
            .as(name)
            .isCloseTo(slope, within(0.02 * Math.max(1, Math.abs(slope))));
      }
    }

    /** PyTorch adds gradients up. */
    private void forgetGradients() {
      for (String name : parameters.weights()) {
        NDArray gradient = parameters.get(name).getGradient();
        if (gradient != null) {
          gradient.muli(0);
        }
      }
    }

    private NDArray input(NDManager scope) {
      NDArray x = Tensors.mul(parameters.get("x"), 1);
      x.attach(scope);
      return x;
    }

    private double loss(Layer layer, float[] weights) {
      forgetGradients();
      parameters.engine().setRandomSeed(9); // what is dropped is the same each time
      try (NDManager scope = parameters.newScope();
          GradientCollector collector = parameters.engine().newGradientCollector()) {
        NDArray y = layer.forward(input(scope), parameters, true);
        NDArray loss = y.mul(scope.create(weights, y.getShape())).sum();
        collector.backward(loss);
        return loss.getFloat();
      }
    }

    private float[] normals(SplittableRandom random, int count) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return values;
    }

    @Test
    void linear_has_the_gradients_of_its_slope() {
      gradientsAreSlopes(new Linear("l", 5, 3, true), 0.5f, 4, 5);
    }

    @Test
    void linear_without_bias_has_the_gradients_of_its_slope() {
      gradientsAreSlopes(new Linear("l", 7, 2, false), 0.5f, 3, 7);
    }

    @ParameterizedTest
    @CsvSource({
      "2, 16, 3, 2, true",
      "1, 16, 5, 2, false",
      "3, 5, 1, 1, true",
      "16, 4, 3, 1, false",
      "16, 24, 3, 1, true"
    })
    void convolution_has_the_gradients_of_its_slope(
        int in, int out, int kernel, int stride, boolean bias) {
      gradientsAreSlopes(new Convolution("c", in, out, kernel, stride, bias), 0.5f, 2, in, 7, 6);
    }

    @ParameterizedTest
    @CsvSource({"4, 16, false", "3, 2, true"})
    void up_sampling_has_the_gradients_of_its_slope(int in, int out, boolean bias) {
      gradientsAreSlopes(new Upsampling("u", in, out, bias), 0.5f, 2, in, 3, 4);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5})
    void a_leaky_rectifier_has_the_gradients_of_its_slope(double slope) {
      // A step so small that no input gets past the kink.
      gradientsAreSlopes(
          Layer.chain(List.of(new Linear("l", 5, 4, true), Layer.leaky(slope))), 1e-3f, 6, 5);
    }

    @Test
    void dropout_has_the_gradients_of_its_slope() {
      gradientsAreSlopes(
          Layer.chain(List.of(new Linear("l", 5, 30, true), Layer.dropout(0.4))), 0.5f, 6, 5);
    }

    @Test
    void reshaping_has_the_gradients_of_its_slope() {
      gradientsAreSlopes(Layer.reshape(3, 1, 4), 0.5f, 2, 12);
    }

    @Test
    void dropout_drops_its_share_and_raises_the_rest() {
      try (NDManager scope = parameters.newScope()) {
        float[] y = new float[10_000];
        try (GradientCollector collector = parameters.engine().newGradientCollector()) {
          NDArray x = scope.ones(new Shape(y.length));
          x.setRequiresGradient(true);
          NDArray dropped = Layer.dropout(0.4).forward(x, parameters, true);
          Tensors.copy(dropped, y, 0);
          collector.backward(dropped.sum());
        }
        int zeros = 0;
        for (float value : y) {
          zeros += value == 0 ? 1 : 0;
          assertThat(value).isIn(0f, 1 / 0.6f);
        }
        assertThat(zeros).isBetween(3800, 4200);
      }
    }

    @Test
    void a_convolution_of_an_even_kernel_halves_the_sides() {
      gradientsAreSlopes(new Convolution("c", 2, 16, 4, 2, true), 0.5f, 2, 2, 8, 6);
      try (NDManager scope = parameters.newScope()) {
        assertThat(
                new Convolution("c", 2, 16, 4, 2, true)
                    .forward(input(scope), parameters, false)
                    .getShape())
            .isEqualTo(new Shape(2, 16, 4, 3));
      }
      assertThatThrownBy(() -> new Convolution("c", 2, 16, 4, 1, true))
          .hasMessage("kernel must be odd where stride is not 2, but was 4");
    }

    @Test
    void batch_normalization_has_the_gradients_of_its_slope() {
      gradientsAreSlopes(new BatchNormalization("b", 3), 0.02f, 4, 3, 5, 5);
    }

    @Test
    void a_chain_has_the_gradients_of_its_slope() {
      gradientsAreSlopes(
          Layer.chain(
              List.of(
                  new Linear("a", 6, 8, false),
                  new BatchNormalization("n", 8),
                  Layer.reshape(2, 2, 2),
                  new Upsampling("u", 2, 1, true))),
          0.005f,
          8,
          6);
    }

    @Test
    void a_leaky_rectifier_keeps_a_part_of_what_is_negative() {
      try (NDManager scope = parameters.newScope()) {
        NDArray x = scope.create(new float[] {-2, 3});
        assertThat(Layer.leaky(0.1).forward(x, parameters, false).toFloatArray())
            .containsExactly(new float[] {-0.2f, 3}, within(1e-6f));
        assertThat(Layer.leaky(0).forward(x, parameters, false).toFloatArray())
            .containsExactly(0, 3);
      }
    }

    @Test
    void dropout_does_nothing_outside_of_training() {
      try (NDManager scope = parameters.newScope()) {
        NDArray x = scope.ones(new Shape(1000));
        assertThat(Layer.dropout(0.5).forward(x, parameters, false).toFloatArray()).containsOnly(1);
      }
    }

    @Test
    void running_moments_come_nearer_to_the_batchs_own() {
      BatchNormalization layer = new BatchNormalization("b", 1);
      layer.addTo(parameters, new SplittableRandom(1));
      parameters.train();
      try (NDManager scope = parameters.newScope();
          GradientCollector collector = parameters.engine().newGradientCollector()) {
        NDArray x = scope.create(new float[] {8, 12, 8, 12}, new Shape(4, 1));
        collector.backward(layer.forward(x, parameters, true).sum());
      }
      assertThat(values("b.mean")[0]).isCloseTo(1f, within(1e-5f)); // a tenth of 10
      assertThat(values("b.variance")[0]).isBetween(1.29f, 1.45f); // .9 + .1 · 4, or · 16/3
    }
  }

  @Nested
  class Kept_parameters {
    @Test
    void are_set_only_by_what_has_their_shapes() {
      parameters.addWeight("w", Tensor.filled(1, 2, 3));
      assertThatThrownBy(() -> parameters.set(Map.of("w", Tensor.filled(0, 3, 2))))
          .hasMessage("w must be (2, 3), but is (3, 2)");
      assertThatThrownBy(() -> parameters.set(Map.of()))
          .hasMessage("w must be (2, 3), but is missing");
      parameters.set(Map.of("w", Tensor.filled(5, 2, 3)));
      assertThat(values("w")).containsOnly(5);
    }

    @Test
    void pass_gradients_on_and_get_none_while_they_are_frozen() {
      Linear layer = new Linear("l", 2, 1, false);
      layer.addTo(parameters, new SplittableRandom(1));
      parameters.addWeight("x", Tensor.filled(1, 1, 2));
      parameters.train();
      try (NDManager scope = parameters.newScope();
          GradientCollector collector = parameters.engine().newGradientCollector()) {
        NDArray x = Tensors.mul(parameters.get("x"), 1);
        x.attach(scope);
        collector.backward(layer.forward(x, parameters.frozen(scope), true).sum());
      }
      assertThat(parameters.get("x").getGradient().toFloatArray()).isEqualTo(values("l.weight"));
      NDArray none = parameters.get("l.weight").getGradient();
      assertThat(none == null ? new float[1] : none.toFloatArray()).containsOnly(0);
    }

    @Test
    void have_names_of_their_own() {
      parameters.addWeight("w", Tensor.filled(1, 1));
      assertThatThrownBy(() -> parameters.addBuffer("w", Tensor.filled(1, 1)))
          .hasMessage("two parameters are named w");
      assertThat(parameters.size()).isEqualTo(1);
    }
  }
}
