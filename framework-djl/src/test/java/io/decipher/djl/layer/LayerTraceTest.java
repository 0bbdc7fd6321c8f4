// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.TestEngine;
import io.decipher.djl.optim.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LayerTraceTest {
  private static List<LayerTrace> traces(Layer net, Shape input, float... samples) {
    List<LayerTrace> traces = new ArrayList<>();
    try (Parameters parameters = new Parameters(Engines.open(TestEngine.NAME));
        NDManager scope = parameters.newScope()) {
      net.addTo(parameters, new SplittableRandom(1));
      net.trace(
          scope.create(samples, input),
          parameters,
          (layer, output) -> traces.add(LayerTrace.of(layer, output, parameters)));
    }
    return traces;
  }

  @Nested
  class A_trace {
    @Test
    void shows_each_layer_of_a_chain_with_its_output_and_its_parameters() {
      Layer net =
          Layer.chain(
              List.of(
                  new Convolution("a", 1, 16, 3, 2, true),
                  new BatchNormalization("a", 16),
                  Layer.leaky(0.1),
                  Layer.reshape(64),
                  Layer.chain(List.of(new Linear("b", 64, 3, false), Layer.dropout(0.5)))));
      assertThat(traces(net, new Shape(2, 1, 4, 4), new float[32]))
          .extracting(
              LayerTrace::name, LayerTrace::kind, LayerTrace::output, LayerTrace::parameters)
          .containsExactly(
              row("a", "convolution 3 x 3, stride 2", 160, 16, 2, 2),
              row("a", "batch normalisation", 32, 16, 2, 2),
              row("", "leaky rectifier, slope 0.1", 0, 16, 2, 2),
              row("", "reshape", 0, 64),
              row("b", "fully connected", 192, 3),
              row("", "dropout of 0.5", 0, 3));
    }

    private org.assertj.core.groups.Tuple row(
        String name, String kind, long parameters, Integer... output) {
      return org.assertj.core.groups.Tuple.tuple(name, kind, List.of(output), parameters);
    }

    @Test
    void counts_the_units_that_are_silent_over_the_whole_batch() {
      // The rectifier leaves the second of three features at 0 for both samples.
      LayerTrace trace = traces(Layer.leaky(0), new Shape(2, 3), 1, -1, 2, 1.5f, -2, 2.5f).get(0);
      assertThat(trace.units()).isEqualTo(3);
      assertThat(trace.silent()).isEqualTo(1);
    }

    @Test
    void takes_a_channel_that_differs_between_places_alone_as_alive() {
      LayerTrace trace = traces(Layer.leaky(0.1), new Shape(1, 2, 1, 2), 3, 4, 5, 5).get(0);
      assertThat(trace.units()).isEqualTo(2);
      assertThat(trace.silent()).isEqualTo(1);
    }
  }

  @Nested
  class A_gradient {
    @Test
    void is_measured_as_often_as_one_likes_without_moving_a_weight() {
      try (Parameters parameters = new Parameters(Engines.open(TestEngine.NAME))) {
        parameters.addWeight("w", Tensor.of(new float[] {3, 4}, 2));
        parameters.train();
        for (int time = 0; time < 2; time++) {
          List<Gradients.Strength> strengths =
              Gradients.strengths(
                  parameters,
                  scope -> {
                    NDArray loss = parameters.get("w").square().sum(); // its gradient is 2 w
                    loss.attach(scope);
                    return new NDList(loss);
                  });
          assertThat(strengths).hasSize(1);
          assertThat(strengths.get(0).weight()).isEqualTo("w");
          assertThat(strengths.get(0).rootMeanSquare()).isCloseTo(Math.sqrt(50), within(1e-4));
        }
        assertThat(parameters.get("w").toFloatArray()).containsExactly(3, 4);
      }
    }
  }
}
