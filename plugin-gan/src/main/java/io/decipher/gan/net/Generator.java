// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan.net;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import io.decipher.djl.Inference;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import java.util.Arrays;
import java.util.Map;

/**
 * A generator with its numbers: noise in, images out, in batches. Thread-safe: callers wait for
 * each other.
 */
public final class Generator implements AutoCloseable {
  private final SampleType shape;
  private final DcganNet net;
  private final Noise noise;
  private final Inference inference;

  /** Makes one that owns the parameters. */
  public Generator(SampleType shape, DcganNet net, Parameters parameters, Noise noise) {
    this.shape = shape;
    this.net = net;
    this.noise = noise;
    this.inference = new Inference(parameters);
  }

  /** Returns what a sample is. */
  public SampleType shape() {
    return shape;
  }

  /** Returns what images are drawn from. */
  public Noise noise() {
    return noise;
  }

  /**
   * Returns what is drawn, (n x size), in [0, 1].
   *
   * @param rows as of {@link Noise}
   */
  public FloatMatrix draw(float[] rows) {
    return inference.with(parameters -> draw(net, parameters, noise, rows, shape));
  }

  /**
   * Returns what a net draws, (n x size), in [0, 1].
   *
   * @param rows as of {@link Noise}
   */
  public static FloatMatrix draw(
      DcganNet net, Parameters generator, Noise noise, float[] rows, SampleType shape) {
    int columns = noise.columns();
    int n = rows.length / columns;
    float[] values = new float[n * shape.size()];
    for (int from = 0; from < n; from += Inference.BATCH) {
      int count = Math.min(Inference.BATCH, n - from);
      float[] batch = Arrays.copyOfRange(rows, from * columns, (from + count) * columns);
      try (NDManager scope = generator.newScope()) {
        Tensors.copy(
            net.draw(Tensors.create(scope, batch, new Shape(count, columns)), generator, false),
            values,
            from * shape.size());
      }
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (values[i] + 1) / 2;
    }
    return FloatMatrix.wrap(n, shape.size(), values);
  }

  /** Returns a copy of all weights and buffers. */
  public Map<String, Tensor> tensors() {
    return inference.toTensors();
  }

  /** Returns what the model says of itself. */
  public Map<String, String> describe() {
    return inference.describe(noise.latents());
  }

  @Override
  public void close() {
    inference.close();
  }
}
