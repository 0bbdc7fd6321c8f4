// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.TestEngine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpectralNormalizationTest {
  @Test
  void the_greatest_singular_value_becomes_1() {
    SpectralNormalization layer = new SpectralNormalization(new Linear("l", 2, 2, false));
    try (Parameters parameters = new Parameters(Engines.open(TestEngine.NAME))) {
      layer.addTo(parameters, new SplittableRandom(1));
      Map<String, Tensor> tensors = new LinkedHashMap<>(parameters.toTensors());
      // Its singular values are 3 sqrt(5) and sqrt(5).
      tensors.put("l.weight", Tensor.of(new float[] {3, 0, 4, 5}, 2, 2));
      parameters.set(tensors);
      for (int i = 0; i < 50; i++) {
        layer.advance(parameters);
      }
      try (NDManager scope = parameters.newScope()) {
        float[] y =
            layer
                .forward(scope.create(new float[] {1, 0, 0, 1}, new Shape(2, 2)), parameters, false)
                .toFloatArray();
        double sigma = 3 * Math.sqrt(5);
        assertThat(y)
            .containsExactly(
                new float[] {(float) (3 / sigma), (float) (4 / sigma), 0, (float) (5 / sigma)},
                within(1e-4f));
      }
    }
  }

  @Test
  void only_layers_with_one_weight_are_taken() {
    assertThatThrownBy(() -> new SpectralNormalization(Layer.leaky(0.1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("layer must be a convolution or linear");
  }
}
