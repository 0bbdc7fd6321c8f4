// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The parameters of a trained network, and forward passes through it.
 *
 * <p>Thread-safe: callers alternate between batches rather than between calls. It owns the
 * parameters and closes them.
 */
public final class Inference implements AutoCloseable {
  /** The number of rows per pass, which bounds its memory. */
  public static final int BATCH = 500;

  private final Object lock = new Object();
  private final Parameters parameters;
  private boolean closed;

  /** Takes ownership of the parameters of a network. */
  public Inference(Parameters parameters) {
    this.parameters = parameters;
  }

  /** A forward pass over some rows. */
  @FunctionalInterface
  public interface Pass {
    /**
     * Returns the network's output for rows {@code row} to {@code row + count - 1}, (count x
     * columns).
     */
    NDArray of(NDManager scope, Parameters parameters, int row, int count);
  }

  /**
   * Passes rows through a network, {@link #BATCH} at a time.
   *
   * @param columns the number of columns of the result
   * @param stage the name of the stage in progress reports
   * @return (rows x columns)
   * @throws IllegalStateException if this is closed
   */
  public FloatMatrix inBatches(int rows, int columns, Pass pass, String stage, RunContext run) {
    float[] result = new float[Math.multiplyExact(rows, columns)];
    for (int row = 0; row < rows; row += BATCH) {
      int first = row;
      int count = Math.min(BATCH, rows - row);
      with(
          open -> {
            try (NDManager scope = open.newScope()) {
              Tensors.copy(pass.of(scope, open, first, count), result, first * columns);
            }
            return count;
          });
      int done = row + count;
      run.step(new Progress(stage, (double) done / rows, done + " of " + rows));
    }
    return FloatMatrix.wrap(rows, columns, result);
  }

  /**
   * Applies a function to the parameters, with exclusive access to them.
   *
   * @throws IllegalStateException if this is closed
   */
  public <T> T with(Function<Parameters, T> use) {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the model is closed");
      }
      return use.apply(parameters);
    }
  }

  /** Returns a copy of all weights and buffers, by name. */
  public Map<String, Tensor> toTensors() {
    return with(open -> new LinkedHashMap<>(open.toTensors()));
  }

  /**
   * Returns a model's description: the engine, the number of parameters, the size of its latents.
   */
  public Map<String, String> describe(int latentSize) {
    return with(
        open -> {
          Map<String, String> description = new LinkedHashMap<>();
          description.put(
              "engine", open.engine().getEngineName() + " " + open.engine().getVersion());
          description.put("parameters", Long.toString(open.size()));
          description.put("latent-size", Integer.toString(latentSize));
          return description;
        });
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        closed = true;
        parameters.close();
      }
    }
  }
}
