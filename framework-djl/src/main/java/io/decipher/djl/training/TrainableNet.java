// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.optim.Optimization;
import io.decipher.djl.optim.Optimizer;
import io.decipher.djl.optim.WeightAverage;
import io.decipher.djl.store.Checkpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the nets that a training moves: its parameters, what moves them, and what is kept of them.
 * A variational autoencoder has one net; generator and discriminator are two.
 *
 * <p>Closing it frees the optimizer's memory, not the parameters, which stay their maker's. Not
 * thread-safe.
 */
public final class TrainableNet implements AutoCloseable {
  private final String name;
  private final Parameters trained;
  private final @Nullable Parameters kept;
  private final double learningRate;
  private final Optimizer optimizer;
  private final @Nullable WeightAverage average;
  private @Nullable Map<String, Tensor> best;

  private TrainableNet(
      String name,
      Parameters trained,
      @Nullable Parameters kept,
      double averaging,
      double learningRate,
      Optimization optimization) {
    this.name = name;
    this.trained = trained;
    this.kept = kept;
    this.learningRate = learningRate;
    this.optimizer = new Optimizer(trained, optimization);
    this.average =
        kept != null && averaging > 0 ? new WeightAverage(trained, kept, averaging) : null;
  }

  /**
   * Returns a net of which the end of training leaves the best weights, the moving average or the
   * last weights in {@code kept}.
   *
   * @param name other than the other nets'
   * @param trained what is trained
   * @param kept parameters of the same names and shapes, not trained; the moving average lives here
   * @param averaging what a step keeps of the moving average, in [0, 1); 0 for no average
   * @param learningRate the greatest of the schedule
   */
  public static TrainableNet keeping(
      String name,
      Parameters trained,
      Parameters kept,
      double averaging,
      double learningRate,
      Optimization optimization) {
    return new TrainableNet(name, trained, kept, averaging, learningRate, optimization);
  }

  /** Returns a net that is needed in training only. */
  public static TrainableNet of(
      String name, Parameters trained, double learningRate, Optimization optimization) {
    return new TrainableNet(name, trained, null, 0, learningRate, optimization);
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /** Returns what is trained. */
  public Parameters trained() {
    return trained;
  }

  /** Returns what would be kept if training ended now: the moving average, or what is trained. */
  public Parameters current() {
    return average == null ? trained : average.average();
  }

  /** Returns the learning rate at a share of the greatest. */
  public double rate(double share) {
    return learningRate * share;
  }

  /**
   * Moves this net's weights once, and none of another net's, even if the objective passes through
   * their nets. The moving average follows when the loop's step ends.
   *
   * @param share what the schedule makes of the learning rate, see {@link StepContext#share()}
   * @param objective as of {@link Training#step}
   * @return the objective's values, on the heap
   * @throws Training.NotFiniteException if the loss is not finite; the weights are as they were
   */
  public float[] step(double share, Function<NDManager, NDList> objective) {
    return Training.step(trained, optimizer, rate(share), objective);
  }

  /**
   * Returns the Euclidean norm of all gradients of the last step, as it moved by them (clipped, if
   * they were).
   *
   * @implNote reads one number back, which waits for the engine
   */
  public float gradientNorm() {
    try (NDManager scope = trained.newScope()) {
      return optimizer.gradientNorm(scope);
    }
  }

  void average() {
    if (average != null) {
      average.update();
    }
  }

  void keepBest() {
    if (kept != null) {
      best = current().toTensors();
    }
  }

  /** Leaves in {@code kept} what is to be kept. */
  void finish() {
    if (kept == null) {
      return;
    }
    if (best != null) {
      kept.set(best);
    } else if (average == null) {
      kept.set(trained.toTensors());
    }
  }

  /** Throws if what would be kept is not finite. */
  void requireFinite() {
    Parameters current = current();
    current.names().forEach(key -> finite(key, current));
  }

  private static Tensor finite(String key, Parameters parameters) {
    Tensor tensor = Parameters.tensor(parameters.get(key));
    for (float value : tensor.values()) {
      if (!Float.isFinite(value)) {
        throw new Training.NotFiniteException("a value of " + key, value);
      }
    }
    return tensor;
  }

  /** Adds what is to be saved; a tensor that is not finite throws when it is asked for. */
  void save(Map<String, String> values, Map<String, Supplier<Tensor>> tensors) {
    values.put(name + ".optimizer.steps", Integer.toString(optimizer.steps()));
    tensors.putAll(parameters("trained", trained));
    optimizer.state().forEach((key, tensor) -> tensors.put(name + "/optimizer/" + key, tensor));
    if (average != null) {
      values.put(name + ".average.steps", Integer.toString(average.steps()));
      tensors.putAll(parameters("average", average.average()));
    }
    if (best != null) {
      best.forEach((key, tensor) -> tensors.put(name + "/best/" + key, () -> tensor));
    }
  }

  private Map<String, Supplier<Tensor>> parameters(String kind, Parameters parameters) {
    Map<String, Supplier<Tensor>> tensors = new LinkedHashMap<>();
    for (String key : parameters.names()) {
      tensors.put(name + "/" + kind + "/" + key, () -> finite(key, parameters));
    }
    return tensors;
  }

  /** Goes on from what was saved. */
  void restore(Checkpoint checkpoint) {
    trained.set(checkpoint.tensors(name + "/trained/"));
    optimizer.restore(
        checkpoint.integer(name + ".optimizer.steps"), checkpoint.tensors(name + "/optimizer/"));
    if (average != null) {
      average.average().set(checkpoint.tensors(name + "/average/"));
      average.restore(checkpoint.integer(name + ".average.steps"));
    }
    Map<String, Tensor> saved = checkpoint.tensors(name + "/best/");
    best = saved.isEmpty() ? null : saved;
  }

  @Override
  public void close() {
    optimizer.close();
  }
}
