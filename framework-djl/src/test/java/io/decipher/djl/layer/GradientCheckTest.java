// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.TestEngine;
import io.decipher.djl.layer.GradientCheck.Slope;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
  private final Engine engine = Engines.open(TestEngine.NAME);

  /** A layer whose gradient is that of half its output. */
  private record Halved(Layer inner) implements Layer {
    @Override
    public void addTo(Parameters parameters, java.util.random.RandomGenerator random) {
      inner.addTo(parameters, random);
    }

    @Override
    public NDArray forward(NDArray x, Parameters parameters, boolean training) {
      NDArray y = inner.forward(x, parameters, training);
      return y.mul(0.5f).add(y.mul(0.5f).stopGradient());
    }
  }

  /** A layer with a smooth bend. */
  private record Sigmoid() implements Layer {
    @Override
    public NDArray forward(NDArray x, Parameters parameters, boolean training) {
      return Activation.sigmoid(x);
    }
  }

  private static Layer net() {
    return Layer.chain(
        List.of(new Linear("first", 6, 8, true), new Sigmoid(), new Linear("second", 8, 3, true)));
  }

  @Test
  void agrees_for_input_and_each_weight_of_a_net_that_is_right() {
    List<Slope> slopes = GradientCheck.of(net(), engine, 1, 4, 6);
    assertThat(slopes)
        .extracting(Slope::argument)
        .containsExactlyInAnyOrder(
            "first.weight", "first.bias", "second.weight", "second.bias", "input");
    assertThat(slopes).allSatisfy(slope -> assertThat(slope.error()).isLessThan(0.01));
  }

  @Test
  void finds_a_gradient_that_is_wrong() {
    assertThat(GradientCheck.of(new Halved(net()), engine, 1, 4, 6))
        .allSatisfy(slope -> assertThat(slope.error()).isBetween(0.45, 0.55));
  }
}
