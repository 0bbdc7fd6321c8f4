// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.TestEngine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchNormalizationTest {
  /** Where the gradient of an input is sought, running means stay, and so does what is made. */
  @Test
  void by_constants_it_makes_the_same_while_a_gradient_is_recorded() {
    BatchNormalization layer = new BatchNormalization("n", 2);
    try (Parameters parameters = new Parameters(Engines.open(TestEngine.NAME))) {
      layer.addTo(parameters, new SplittableRandom(1));
      Map<String, Tensor> tensors = new LinkedHashMap<>(parameters.toTensors());
      tensors.put("n.mean", Tensor.of(new float[] {1, -1}, 2));
      tensors.put("n.variance", Tensor.of(new float[] {4, 0.25f}, 2));
      tensors.put("n.gamma", Tensor.of(new float[] {3, 2}, 2));
      tensors.put("n.beta", Tensor.of(new float[] {0.5f, 0}, 2));
      parameters.set(tensors);
      try (NDManager scope = parameters.newScope()) {
        NDArray x = scope.create(new float[] {3, 1, -1, 0}, new Shape(1, 2, 1, 2));
        float[] expected = layer.forward(x, parameters, false).toFloatArray();
        assertThat(expected).containsExactly(new float[] {3.5f, 0.5f, 0, 4}, within(1e-3f));
        x.setRequiresGradient(true);
        try (GradientCollector collector = parameters.engine().newGradientCollector()) {
          NDArray y = layer.forward(x, parameters.frozen(scope), false);
          assertThat(y.toFloatArray()).containsExactly(expected, within(1e-3f));
          collector.backward(y.sum());
        }
        assertThat(x.getGradient().toFloatArray())
            .containsExactly(new float[] {1.5f, 1.5f, 4, 4}, within(1e-3f));
        assertThat(parameters.toTensors().get("n.mean").toArray()).containsExactly(1, -1);
      }
    }
  }
}
