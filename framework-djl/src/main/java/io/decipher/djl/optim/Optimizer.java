// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import io.decipher.djl.optim.Optimization.Algorithm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Updates weights by their gradients, according to an {@link Optimization}.
 *
 * <p>Its state is kept in the engine's memory, by parameter name, and can be saved and restored to
 * continue a training. Not thread-safe.
 *
 * @implNote One fused operation per weight for all algorithms except rmsprop with momentum, and one
 *     more for decay or momentum. Clipping adds about two operations per weight and reads nothing
 *     back.
 */
public final class Optimizer implements AutoCloseable {
  private static final float NO_CLIPPING = -1;

  private final Parameters parameters;
  private final Optimization recipe;
  private final NDManager manager;
  private final Map<String, NDArray> means = new LinkedHashMap<>();
  private final Map<String, NDArray> squares = new LinkedHashMap<>();
  private final Map<String, NDArray> momenta = new LinkedHashMap<>();
  private final boolean accumulates;
  private int steps;
  private boolean closed;

  /** Creates an optimizer of all weights; the caller must close it before the parameters. */
  public Optimizer(Parameters parameters, Optimization recipe) {
    this.parameters = parameters;
    this.recipe = recipe;
    this.manager = parameters.newScope();
    this.accumulates = !parameters.engine().getEngineName().equals(Engines.MXNET);
    boolean adaptive = recipe.algorithm() != Algorithm.SGD;
    for (String name : parameters.weights()) {
      if (adaptive) {
        means.put(name, zeros(name));
        squares.put(name, zeros(name));
      }
      if (recipe.momentum() > 0) {
        momenta.put(name, zeros(name));
      }
    }
    parameters.train();
  }

  private NDArray zeros(String name) {
    return manager.zeros(parameters.get(name).getShape());
  }

  /**
   * Resets gradients of an earlier pass, to which engines other than MXNet would add, and those
   * left by another network's step that propagated gradients through this one.
   */
  public void forgetGradients(NDManager scope) {
    if (accumulates) {
      for (String name : parameters.weights()) {
        NDArray gradient = parameters.get(name).getGradient();
        if (gradient != null) { // null before the first pass
          gradient.attach(scope);
          gradient.muli(0);
        }
      }
    }
  }

  /** Updates all weights by their gradients; must be called outside of a gradient collector. */
  public void update(double learningRate, NDManager scope) {
    steps++;
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    for (String name : parameters.weights()) {
      gradients.put(name, gradient(name, scope));
    }
    if (recipe.clipNorm() > 0) {
      clip(gradients, scope);
    }
    gradients.forEach(
        (name, gradient) -> {
          NDArray weight = parameters.get(name);
          switch (recipe.algorithm()) {
            case ADAM -> adam(name, weight, gradient, learningRate, recipe.weightDecay());
            case ADAMW -> {
              if (recipe.weightDecay() > 0) {
                weight.muli((float) (1 - learningRate * recipe.weightDecay()));
              }
              adam(name, weight, gradient, learningRate, 0);
            }
            case RMSPROP -> rmsprop(name, weight, gradient, learningRate, scope);
            case SGD -> sgd(name, weight, gradient, learningRate, scope);
          }
        });
  }

  private NDArray gradient(String name, NDManager scope) {
    NDArray gradient = parameters.get(name).getGradient();
    gradient.attach(scope);
    return gradient;
  }

  /** Scales gradients by min(1, limit / norm), all in the engine, so that nothing waits. */
  private void clip(Map<String, NDArray> gradients, NDManager scope) {
    float limit = (float) recipe.clipNorm();
    NDArray norm = norm(gradients.values());
    NDArray share =
        Tensors.create(scope, new float[] {limit}, new Shape(1)).div(Tensors.maximum(norm, limit));
    gradients.values().forEach(gradient -> gradient.muli(share));
  }

  /** Returns the joint Euclidean norm of gradients, (1). */
  private static NDArray norm(Collection<NDArray> gradients) {
    List<NDArray> parts = new ArrayList<>();
    for (NDArray gradient : gradients) {
      parts.add(gradient.square().sum().reshape(1));
    }
    return NDArrays.concat(new NDList(parts)).sum().sqrt().reshape(1);
  }

  /** Returns the Euclidean norm of all gradients after the last update. */
  public float gradientNorm(NDManager scope) {
    return norm(parameters.weights().stream().map(name -> gradient(name, scope)).toList())
        .toFloatArray()[0];
  }

  private void adam(
      String name, NDArray weight, NDArray gradient, double learningRate, double decay) {
    double first = 1 - Math.pow(recipe.beta1(), steps);
    double second = Math.sqrt(1 - Math.pow(recipe.beta2(), steps));
    adaptive(
        name,
        weight,
        gradient,
        learningRate * second / first,
        recipe.beta1(),
        recipe.epsilon() * second,
        decay);
  }

  /** {@code w −= rate · m / (√v + ε)}, fused. */
  private void adaptive(
      String name,
      NDArray weight,
      NDArray gradient,
      double rate,
      double beta1,
      double epsilon,
      double decay) {
    weight
        .getNDArrayInternal()
        .adamUpdate(
            new NDList(weight, gradient, means.get(name), squares.get(name)),
            new NDList(weight),
            (float) rate,
            (float) rate,
            (float) decay,
            1,
            NO_CLIPPING,
            (float) beta1,
            (float) recipe.beta2(),
            (float) epsilon,
            false,
            false);
  }

  private void rmsprop(
      String name, NDArray weight, NDArray gradient, double learningRate, NDManager scope) {
    NDArray momentum = momenta.get(name);
    NDArray square = squares.get(name);
    if (momentum == null || square == null) {
      // This is Adam without a first moment, which is fused on both engines.
      adaptive(name, weight, gradient, learningRate, 0, recipe.epsilon(), recipe.weightDecay());
      return;
    }
    decay(weight, gradient, scope);
    NDArray fresh = Tensors.mul(gradient.square(), (float) (1 - recipe.beta2()));
    square.muli((float) recipe.beta2()).addi(fresh);
    NDArray root = square.sqrt();
    root.attach(scope);
    momentum
        .muli((float) recipe.momentum())
        .addi(gradient.div(root.addi((float) recipe.epsilon())));
    descend(weight, momentum, learningRate);
  }

  private void sgd(
      String name, NDArray weight, NDArray gradient, double learningRate, NDManager scope) {
    decay(weight, gradient, scope);
    NDArray momentum = momenta.get(name);
    if (momentum == null) {
      descend(weight, gradient, learningRate);
    } else {
      momentum.muli((float) recipe.momentum()).addi(gradient);
      descend(weight, momentum, learningRate);
    }
  }

  private void decay(NDArray weight, NDArray gradient, NDManager scope) {
    if (recipe.weightDecay() > 0) {
      NDArray decay = Tensors.mul(weight, (float) recipe.weightDecay());
      decay.attach(scope);
      gradient.addi(decay);
    }
  }

  /** {@code w −= rate · direction}, fused. */
  private static void descend(NDArray weight, NDArray direction, double learningRate) {
    weight
        .getNDArrayInternal()
        .sgdUpdate(
            new NDList(weight, direction),
            new NDList(weight),
            (float) learningRate,
            0,
            1,
            NO_CLIPPING,
            0,
            false);
  }

  /** Returns the number of steps done. */
  public int steps() {
    return steps;
  }

  /** Returns the state, by {@code mean/NAME}, {@code square/NAME}, {@code momentum/NAME}. */
  public Map<String, Supplier<Tensor>> state() {
    Map<String, Supplier<Tensor>> state = new LinkedHashMap<>();
    memory().forEach((name, array) -> state.put(name, () -> Parameters.tensor(array)));
    return state;
  }

  /**
   * Continues from a saved state.
   *
   * @throws IllegalArgumentException if an array is missing or has another shape
   */
  public void restore(int done, Map<String, Tensor> state) {
    memory().forEach((name, array) -> Parameters.set(manager, name, array, state.get(name)));
    steps = done;
  }

  private Map<String, NDArray> memory() {
    Map<String, NDArray> memory = new LinkedHashMap<>();
    means.forEach((name, array) -> memory.put("mean/" + name, array));
    squares.forEach((name, array) -> memory.put("square/" + name, array));
    momenta.forEach((name, array) -> memory.put("momentum/" + name, array));
    return memory;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      manager.close();
    }
  }
}
