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
 * A network in training: its parameters, its optimizer, and the weights to keep. A variational
 * autoencoder is one network; generator and discriminator are two.
 *
 * <p>Closing it frees the optimizer's memory, not the parameters, which remain owned by their
 * creator. Not thread-safe.
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
   * Returns a network for which, at the end of training, the best weights, the moving average or
   * the last weights are stored in {@code kept}.
   *
   * @param name differs from those of other networks
   * @param trained the parameters to train
   * @param kept parameters of the same names and shapes, not trained; also stores the moving
   *     average
   * @param averaging the fraction of the moving average that a step keeps, in [0, 1); 0 for no
   *     average
   * @param learningRate the maximum of the schedule
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

  /** Returns a network that is only needed during training. */
  public static TrainableNet of(
      String name, Parameters trained, double learningRate, Optimization optimization) {
    return new TrainableNet(name, trained, null, 0, learningRate, optimization);
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /** Returns the parameters being trained. */
  public Parameters trained() {
    return trained;
  }

  /**
   * Returns what would be kept if training ended now: the moving average, or the trained
   * parameters.
   */
  public Parameters current() {
    return average == null ? trained : average.average();
  }

  /** Returns the learning rate for a factor of the maximum. */
  public double rate(double share) {
    return learningRate * share;
  }

  /**
   * Updates this network's weights once, but not those of other networks through which the
   * objective passes. The moving average is updated at the end of the loop's step.
   *
   * @param share the factor of the learning rate, see {@link StepContext#share()}
   * @param objective as in {@link Training#step}
   * @return the objective's values, on the heap
   * @throws Training.NotFiniteException if the loss is not finite; the weights are unchanged
   */
  public float[] step(double share, Function<NDManager, NDList> objective) {
    return Training.step(trained, optimizer, rate(share), objective);
  }

  /**
   * Returns the Euclidean norm of all gradients of the last step, after clipping.
   *
   * @implNote reads one number from the engine, which waits for it
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

  /** Stores the weights to keep in {@code kept}. */
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

  /** Throws if the weights to keep are not finite. */
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

  /** Adds the state to save; a tensor that is not finite throws when it is requested. */
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

  /** Continues from a saved state. */
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
