// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import io.decipher.djl.TestEngine;
import io.decipher.djl.optim.Optimization.Algorithm;
import io.decipher.djl.training.Training;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
  private static final double[] CURVATURE = {1, 10, 100, 2};
  private static final float[] START = {3, -1, 0.5f, 2};

  private Parameters parameters;

  @BeforeEach
  void open() {
    parameters = new Parameters(Engines.open(TestEngine.NAME));
    parameters.addWeight("a", Tensor.of(new float[] {START[0], START[1], START[2]}, 3));
    parameters.addWeight("b", Tensor.of(new float[] {START[3]}, 1));
  }

  @AfterEach
  void close() {
    parameters.close();
  }

  /** Half the weighted squared distance of all weights from 1. */
  private NDList bowl(NDManager scope) {
    NDArray a = scope.create(new float[] {1, 10, 100});
    NDArray b = scope.create(new float[] {2});
    NDArray first = scope.ones(a.getShape()).sub(parameters.get("a")).square().mul(a).sum();
    NDArray second = scope.ones(b.getShape()).sub(parameters.get("b")).square().mul(b).sum();
    return new NDList(Tensors.mul(first.add(second), 0.5f));
  }

  private float[] weights() {
    Map<String, Tensor> tensors = parameters.toTensors();
    float[] a = tensors.get("a").toArray();
    return new float[] {a[0], a[1], a[2], tensors.get("b").toArray()[0]};
  }

  private static double rate(int step) {
    return 0.02 / step;
  }

  /** The definitions of {@link Optimization}, in double. */
  private static double[] defined(Optimization recipe, int steps) {
    int n = START.length;
    double[] w = new double[n];
    for (int i = 0; i < n; i++) {
      w[i] = START[i];
    }
    double[] mean = new double[n];
    double[] square = new double[n];
    double[] momentum = new double[n];
    for (int t = 1; t <= steps; t++) {
      double[] g = new double[n];
      double norm = 0;
      for (int i = 0; i < n; i++) {
        g[i] = CURVATURE[i] * (w[i] - 1);
        norm += g[i] * g[i];
      }
      norm = Math.sqrt(norm);
      for (int i = 0; i < n; i++) {
        if (recipe.clipNorm() > 0 && norm > recipe.clipNorm()) {
          g[i] *= recipe.clipNorm() / norm;
        }
        if (recipe.algorithm() == Algorithm.ADAMW) {
          w[i] -= rate(t) * recipe.weightDecay() * w[i];
        } else {
          g[i] += recipe.weightDecay() * w[i];
        }
        double direction = g[i];
        if (recipe.algorithm() != Algorithm.SGD) {
          mean[i] = recipe.beta1() * mean[i] + (1 - recipe.beta1()) * g[i];
          square[i] = recipe.beta2() * square[i] + (1 - recipe.beta2()) * g[i] * g[i];
          direction =
              recipe.algorithm() == Algorithm.RMSPROP
                  ? g[i] / (Math.sqrt(square[i]) + recipe.epsilon())
                  : mean[i]
                      / (1 - Math.pow(recipe.beta1(), t))
                      / (Math.sqrt(square[i] / (1 - Math.pow(recipe.beta2(), t)))
                          + recipe.epsilon());
        }
        if (recipe.momentum() > 0) {
          momentum[i] = recipe.momentum() * momentum[i] + direction;
          direction = momentum[i];
        }
        w[i] -= rate(t) * direction;
      }
    }
    return w;
  }

  private static Optimization of(
      Algorithm algorithm, double epsilon, double momentum, double decay, double clip) {
    return new Optimization(algorithm, 0.8, 0.95, epsilon, momentum, decay, clip);
  }

  static List<Arguments> recipes() {
    List<Arguments> recipes = new ArrayList<>();
    for (Algorithm algorithm : Algorithm.values()) {
      recipes.add(Arguments.of(of(algorithm, 1e-8, 0, 0, 0)));
      recipes.add(Arguments.of(of(algorithm, 0.1, 0, 0.3, 0)));
      recipes.add(Arguments.of(of(algorithm, 1e-8, 0, 0, 2)));
      recipes.add(Arguments.of(of(algorithm, 0.01, 0, 0.3, 2)));
    }
    for (Algorithm algorithm : List.of(Algorithm.RMSPROP, Algorithm.SGD)) {
      recipes.add(Arguments.of(of(algorithm, 1e-8, 0.7, 0, 0)));
      recipes.add(Arguments.of(of(algorithm, 0.1, 0.7, 0.3, 2)));
    }
    return recipes;
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void a_step_is_what_its_recipe_defines(Optimization recipe) {
    try (Optimizer optimizer = new Optimizer(parameters, recipe)) {
      for (int step = 1; step <= 12; step++) {
        Training.step(parameters, optimizer, rate(step), this::bowl);
      }
    }
    double[] expected = defined(recipe, 12);
    float[] found = weights();
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found[i]).as("weight %d", i).isCloseTo(expected[i], within(2e-5));
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void one_that_was_restored_goes_on_to_the_bit(Optimization recipe) {
    Map<String, Tensor> half;
    Map<String, Tensor> memory = new LinkedHashMap<>();
    float[] whole;
    try (Optimizer optimizer = new Optimizer(parameters, recipe)) {
      for (int step = 1; step <= 3; step++) {
        Training.step(parameters, optimizer, rate(step), this::bowl);
      }
      half = parameters.toTensors();
      optimizer.state().forEach((name, tensor) -> memory.put(name, tensor.get()));
      for (int step = 4; step <= 6; step++) {
        Training.step(parameters, optimizer, rate(step), this::bowl);
      }
      whole = weights();
    }
    try (Optimizer optimizer = new Optimizer(parameters, recipe)) {
      parameters.set(half);
      optimizer.restore(3, memory);
      for (int step = 4; step <= 6; step++) {
        Training.step(parameters, optimizer, rate(step), this::bowl);
      }
      assertThat(weights()).isEqualTo(whole);
    }
  }

  @Nested
  class Gradients_longer_than_the_limit {
    @Test
    void are_scaled_together_and_shorter_ones_are_left() {
      Optimization sgd = new Optimization(Algorithm.SGD, 0, 0, 1e-8, 0, 0, 10);
      // The gradient is (2, -20, -50, 2); its norm 53.9.
      double norm = Math.sqrt(4 + 400 + 2500 + 4);
      try (Optimizer optimizer = new Optimizer(parameters, sgd)) {
        Training.step(parameters, optimizer, 0.1, this::bowl);
      }
      assertThat((double) weights()[0]).isCloseTo(3 - 0.1 * 2 * 10 / norm, within(1e-6));
      assertThat((double) weights()[2]).isCloseTo(0.5 + 0.1 * 50 * 10 / norm, within(1e-6));
    }

    private NDList bowl(NDManager scope) {
      return OptimizerTest.this.bowl(scope);
    }
  }

  @Nested
  class Two_nets_of_which_one_is_moved {
    @Test
    void leave_no_gradient_behind_in_the_other() {
      try (Parameters other = new Parameters(parameters.engine())) {
        other.addWeight("a", Tensor.filled(2, 3));
        Optimization sgd = new Optimization(Algorithm.SGD, 0, 0, 1e-8, 0, 0, 0);
        try (Optimizer first = new Optimizer(parameters, sgd);
            Optimizer second = new Optimizer(other, sgd)) {
          for (int i = 0; i < 2; i++) {
            Training.step(
                parameters,
                first,
                0.1,
                scope -> {
                  NDArray both = parameters.get("a").mul(other.get("a")).sum();
                  both.attach(scope);
                  return new NDList(both.add(parameters.get("b").sum()));
                });
          }
          assertThat(other.toTensors().get("a").toArray()).containsOnly(2);
          Training.step(
              other,
              second,
              0.1,
              scope -> {
                NDArray sum = other.get("a").sum();
                sum.attach(scope);
                return new NDList(sum);
              });
          assertThat(other.toTensors().get("a").toArray())
              .containsExactly(new float[] {1.9f, 1.9f, 1.9f}, within(1e-6f));
        }
      }
    }
  }

  @Nested
  class Steps {
    @Test
    void leave_no_array_behind() {
      for (Arguments recipe : recipes()) {
        try (Optimizer optimizer = new Optimizer(parameters, (Optimization) recipe.get()[0])) {
          Training.step(parameters, optimizer, 0.01, OptimizerTest.this::bowl);
          int before = arrays();
          for (int step = 0; step < 5; step++) {
            Training.step(parameters, optimizer, 0.01, OptimizerTest.this::bowl);
          }
          assertThat(arrays()).as(recipe.get()[0].toString()).isEqualTo(before);
        }
      }
    }

    private int arrays() {
      int own = parameters.get("a").getManager().getManagedArrays().size();
      return own;
    }
  }

  @Nested
  class A_recipe_that_makes_no_sense {
    private void refused(Supplier<Optimization> recipe, String message) {
      assertThatIllegalArgumentException().isThrownBy(recipe::get).withMessage(message);
    }

    @Test
    void is_refused_key_first() {
      refused(
          () -> new Optimization(Algorithm.SGD, 1, 0.9, 1e-8, 0, 0, 0),
          "beta1 must be in [0, 1), but was 1.0");
      refused(
          () -> new Optimization(Algorithm.SGD, 0, 0.9, 0, 0, 0, 0),
          "epsilon must be greater than 0, but was 0.0");
      refused(
          () -> new Optimization(Algorithm.SGD, 0, 0.9, 1e-8, 0, -1, 0),
          "weight-decay must be in [0.0, 1000000.0], but was -1.0");
      refused(
          () -> new Optimization(Algorithm.SGD, 0, 0.9, 1e-8, 0, 0, Double.NaN),
          "clip-norm must be in [0.0, 1000000.0], but was NaN");
      refused(
          () -> new Optimization(Algorithm.ADAM, 0, 0.9, 1e-8, 0.5, 0, 0),
          "momentum applies to rmsprop and sgd only and must be 0 here, but was 0.5; for adam and"
              + " adamw set beta1");
    }
  }
}
