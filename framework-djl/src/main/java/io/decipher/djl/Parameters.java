// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The named weights and buffers of a network, in an engine's memory: the only arrays that outlive a
 * step.
 *
 * <p>Layers are stateless descriptions; the same network can be run with any parameters of its
 * shapes, for instance the trained ones and their moving average. Not thread-safe.
 */
public final class Parameters implements AutoCloseable {
  private final Engine engine;
  private final NDManager manager;
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private final Set<String> weights = new LinkedHashSet<>();
  private boolean constant;
  private boolean closed;

  /** Creates an empty set in an engine's memory; the caller must close it. */
  public Parameters(Engine engine) {
    this(engine, engine.newBaseManager(Device.cpu()));
  }

  private Parameters(Engine engine, NDManager manager) {
    this.engine = engine;
    this.manager = manager;
  }

  /** Adds a weight, which is trained. */
  public void addWeight(String name, Tensor start) {
    addBuffer(name, start);
    weights.add(name);
  }

  /** Adds a buffer, which is saved with the weights but has no gradient, such as a running mean. */
  public void addBuffer(String name, Tensor start) {
    NDArray array = Tensors.create(manager, start.values(), shape(start.shape()));
    if (arrays.putIfAbsent(name, array) != null) {
      throw new IllegalArgumentException("two parameters are named " + name);
    }
  }

  /** Returns an array, which remains owned by this set. */
  public NDArray get(String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("there is no parameter " + name);
    }
    return array;
  }

  /** Returns the names of weights and buffers, in insertion order. */
  public List<String> names() {
    return List.copyOf(arrays.keySet());
  }

  /** Returns the names of the weights, in insertion order. */
  public List<String> weights() {
    return List.copyOf(weights);
  }

  /** Returns the total number of weight values. */
  public long size() {
    return weights.stream().mapToLong(name -> get(name).size()).sum();
  }

  /** Returns the engine that holds the memory. */
  public Engine engine() {
    return engine;
  }

  /** Returns a manager for the arrays of one step or batch; the caller must close it. */
  public NDManager newScope() {
    return manager.newSubManager();
  }

  /** Makes the engine record gradients of the weights from now on. */
  public void train() {
    weights.forEach(name -> get(name).setRequiresGradient(true));
  }

  /**
   * Returns a view of these values as constants: a network run with them propagates gradients to
   * its input, but computes none for its weights. Running means are still updated.
   *
   * @param scope owns the view
   */
  public Parameters frozen(NDManager scope) {
    Parameters frozen = new Parameters(engine, scope);
    frozen.constant = true;
    arrays.forEach(
        (name, array) -> {
          NDArray constant = array.stopGradient();
          constant.attach(scope);
          frozen.arrays.put(name, constant);
        });
    return frozen;
  }

  /** Returns whether these are constants ({@link #frozen}) in every gradient. */
  public boolean areConstant() {
    return constant;
  }

  /** Returns copies of all arrays on the heap. */
  public Map<String, Tensor> toTensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    arrays.forEach((name, array) -> tensors.put(name, tensor(array)));
    return tensors;
  }

  /**
   * Overwrites all arrays in place.
   *
   * @param tensors one per name, of the same shape; others are ignored
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  public void set(Map<String, Tensor> tensors) {
    arrays.forEach((name, array) -> set(manager, name, array, tensors.get(name)));
  }

  /** Returns a copy on the heap. */
  public static Tensor tensor(NDArray array) {
    return Tensor.of(array.toFloatArray(), sides(array));
  }

  /** Overwrites an array in place. */
  public static void set(NDManager manager, String name, NDArray array, @Nullable Tensor tensor) {
    if (tensor == null || !Arrays.equals(tensor.shape(), sides(array))) {
      throw new IllegalArgumentException(
          name
              + " must be "
              + Tensor.describe(sides(array))
              + ", but is "
              + (tensor == null ? "missing" : Tensor.describe(tensor.shape())));
    }
    // MXNet may store a weight in a layout of its own; only MXNet operators can then write it.
    try (NDArray values = Tensors.create(manager, tensor.values(), array.getShape())) {
      values.copyTo(array);
    }
  }

  static Shape shape(int[] sides) {
    return new Shape(Arrays.stream(sides).asLongStream().toArray());
  }

  private static int[] sides(NDArray array) {
    return Arrays.stream(array.getShape().getShape()).mapToInt(Math::toIntExact).toArray();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      manager.close();
    }
  }
}
