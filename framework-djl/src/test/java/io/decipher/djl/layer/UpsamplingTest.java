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
import io.decipher.djl.Tensors;
import io.decipher.djl.TestEngine;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpsamplingTest {
  private static final int BATCH = 2;
  private static final int SIDE = 3;

  /** The definition, term by term, in double. */
  private static double[] defined(float[] x, float[] w, float[] bias, int in, int out) {
    int big = 2 * SIDE;
    double[] y = new double[BATCH * out * big * big];
    for (int b = 0; b < BATCH; b++) {
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < big * big; i++) {
          y[(b * out + o) * big * big + i] = bias[o];
        }
        for (int c = 0; c < in; c++) {
          for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
              for (int ky = 0; ky < 4; ky++) {
                for (int kx = 0; kx < 4; kx++) {
                  int ty = 2 * row - 1 + ky;
                  int tx = 2 * column - 1 + kx;
                  if (ty >= 0 && ty < big && tx >= 0 && tx < big) {
                    y[((b * out + o) * big + ty) * big + tx] +=
                        (double) x[((b * in + c) * SIDE + row) * SIDE + column]
                            * w[((c * out + o) * 4 + ky) * 4 + kx];
                  }
                }
              }
            }
          }
        }
      }
    }
    return y;
  }

  private static float[] normals(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({"16, 1", "5, 3", "3, 16", "16, 32", "64, 16", "2, 64"})
  void doubles_the_sides_as_a_transposed_convolution_is_defined(int in, int out) {
    Upsampling layer = new Upsampling("up", in, out, true);
    try (Parameters parameters = new Parameters(Engines.open(TestEngine.NAME));
        NDManager scope = parameters.newScope()) {
      layer.addTo(parameters, new SplittableRandom(1));
      float[] values = normals(2, BATCH * in * SIDE * SIDE);
      NDArray x = scope.create(values, new Shape(BATCH, in, SIDE, SIDE));

      NDArray y = layer.forward(x, parameters, false);

      Map<String, Tensor> tensors = parameters.toTensors();
      double[] expected =
          defined(
              values,
              tensors.get("up.weight").toArray(),
              tensors.get("up.bias").toArray(),
              in,
              out);
      assertThat(y.getShape()).isEqualTo(new Shape(BATCH, out, 2 * SIDE, 2 * SIDE));
      float[] found = y.toFloatArray();
      for (int i = 0; i < found.length; i++) {
        assertThat((double) found[i]).isCloseTo(expected[i], within(2e-5));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 32})
  void its_gradient_is_the_slope_of_its_output(int out) {
    int in = 4;
    Upsampling layer = new Upsampling("up", in, out, true);
    try (Parameters parameters = new Parameters(Engines.open(TestEngine.NAME));
        NDManager scope = parameters.newScope()) {
      layer.addTo(parameters, new SplittableRandom(1));
      parameters.addWeight(
          "x", Tensor.of(normals(2, BATCH * in * SIDE * SIDE), BATCH, in, SIDE, SIDE));
      parameters.train();
      float[] direction = normals(3, BATCH * out * 4 * SIDE * SIDE);
      try (GradientCollector collector = parameters.engine().newGradientCollector()) {
        collector.backward(projected(layer, parameters, scope, direction, true));
      }

      // The output is linear in each argument, so that central differences are exact but rounding.
      for (String name : parameters.weights()) {
        float[] gradient = parameters.get(name).getGradient().toFloatArray();
        Map<String, Tensor> before = parameters.toTensors();
        float[] step = normals(4, gradient.length);
        double slope = 0;
        for (int i = 0; i < gradient.length; i++) {
          slope += (double) gradient[i] * step[i];
        }
        double[] ends = new double[2];
        for (int end = 0; end < 2; end++) {
          float[] moved = before.get(name).toArray();
          for (int i = 0; i < moved.length; i++) {
            moved[i] += (end == 0 ? -0.5f : 0.5f) * step[i];
          }
          Map<String, Tensor> changed = new java.util.HashMap<>(before);
          changed.put(name, Tensor.of(moved, before.get(name).shape()));
          parameters.set(changed);
          ends[end] = projected(layer, parameters, scope, direction, false).getFloat();
        }
        parameters.set(before);
        assertThat(ends[1] - ends[0])
            .as(name)
            .isCloseTo(slope, within(1e-3 * Math.max(1, Math.abs(slope))));
      }
    }
  }

  private static NDArray projected(
      Upsampling layer,
      Parameters parameters,
      NDManager scope,
      float[] direction,
      boolean training) {
    NDArray x = Tensors.mul(parameters.get("x"), 1);
    x.attach(scope);
    NDArray y = layer.forward(x, parameters, training);
    return y.mul(scope.create(direction, y.getShape())).sum();
  }

  @Test
  void all_ways_of_computing_it_agree() {
    Upsampling layer = new Upsampling("up", 8, 16, false);
    try (Parameters parameters = new Parameters(Engines.open(Engines.MXNET));
        NDManager scope = parameters.newScope()) {
      layer.addTo(parameters, new SplittableRandom(1));
      NDArray x = scope.create(normals(2, 8 * 25), new Shape(1, 8, 5, 5));

      float[] direct = layer.deconvolve(x, parameters).toFloatArray();

      assertThat(layer.phases(x, parameters).toFloatArray()).containsExactly(direct, within(1e-5f));
      assertThat(layer.taps(x, parameters, false).toFloatArray())
          .containsExactly(direct, within(1e-5f));
    }
  }
}
