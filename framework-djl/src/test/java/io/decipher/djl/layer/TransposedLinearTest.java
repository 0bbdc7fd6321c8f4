// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.TestEngine;
import io.decipher.djl.optim.Optimization;
import io.decipher.djl.optim.Optimizer;
import io.decipher.djl.training.Training;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransposedLinearTest {
  private static final float[] X = {1, -2, 0.5f, 3, 0.25f, -1};

  private final Layer there = new Linear("there", 3, 2, true);
  private final Layer back = new TransposedLinear("back", "there", 2, 3, true);
  private Parameters parameters;

  @BeforeEach
  void open() {
    parameters = new Parameters(Engines.open(TestEngine.NAME));
    SplittableRandom random = new SplittableRandom(5);
    there.addTo(parameters, random);
    back.addTo(parameters, random);
  }

  @AfterEach
  void close() {
    parameters.close();
  }

  private NDArray loss(NDManager scope, Layer layer) {
    NDArray x = scope.create(X, new Shape(2, 3));
    return layer.forward(x, parameters, true).sub(x).square().sum();
  }

  @Test
  void it_has_a_bias_of_its_own_and_nothing_else() {
    assertThat(parameters.names()).containsExactly("there.weight", "there.bias", "back.bias");
    assertThat(parameters.get("back.bias").size()).isEqualTo(3);
  }

  @Test
  void it_multiplies_by_the_other_layers_weight_the_other_way() {
    parameters.set(
        Map.of(
            "there.weight", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
            "there.bias", Tensor.filled(0, 2),
            "back.bias", Tensor.of(new float[] {100, 200, 300}, 3)));
    try (NDManager scope = parameters.newScope()) {
      NDArray y =
          back.forward(scope.create(new float[] {10, 1}, new Shape(1, 2)), parameters, false);
      assertThat(y.toFloatArray()).containsExactly(114, 225, 336);
      NDArray bare =
          new TransposedLinear("back", "there", 2, 3, false)
              .forward(scope.create(new float[] {10, 1}, new Shape(1, 2)), parameters, false);
      assertThat(bare.toFloatArray()).containsExactly(14, 25, 36);
    }
  }

  @Test
  void the_gradient_of_the_shared_weight_is_that_of_both_uses() {
    Layer both = Layer.chain(List.of(there, back));
    parameters.train();
    float[] gradient;
    try (NDManager scope = parameters.newScope();
        GradientCollector collector = parameters.engine().newGradientCollector()) {
      collector.backward(loss(scope, both));
      gradient = parameters.get("there.weight").getGradient().toFloatArray();
    }
    Map<String, Tensor> before = parameters.toTensors();
    float step = 0.01f;
    for (int i = 0; i < gradient.length; i++) {
      double[] ends = new double[2];
      for (int end = 0; end < 2; end++) {
        float[] moved = before.get("there.weight").toArray();
        moved[i] += end == 0 ? -step : step;
        Map<String, Tensor> changed = new HashMap<>(before);
        changed.put("there.weight", Tensor.of(moved, 2, 3));
        parameters.set(changed);
        ends[end] = Training.measure(parameters, scope -> new NDList(loss(scope, both)))[0];
      }
      double slope = (ends[1] - ends[0]) / (2 * step);
      assertThat((double) gradient[i])
          .isCloseTo(slope, within(0.01 * Math.max(1, Math.abs(slope))));
    }
  }

  @Test
  void a_hundred_steps_leave_no_array_behind() {
    Layer both = Layer.chain(List.of(there, back));
    try (Optimizer adam = new Optimizer(parameters, Optimization.adamw(0))) {
      int before = arrays();
      for (int step = 0; step < 100; step++) {
        Training.step(parameters, adam, 0.001, scope -> new NDList(loss(scope, both)));
      }
      assertThat(arrays()).isEqualTo(before);
    }
  }

  private int arrays() {
    return parameters.get("there.weight").getManager().getManagedArrays().size();
  }
}
