// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TensorsTest {
  private static final float[] X = {-2, -0.5f, 0.5f, 3};

  /** Frees buffers that nothing in Java refers to, and writes over what they held. */
  private static void collectGarbage() throws InterruptedException {
    System.gc();
    Thread.sleep(2); // another thread frees
    List<ByteBuffer> written = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
      written.add(buffer.putFloat(0, 1e30f));
    }
    assertThat(written).hasSize(500); // they are all held until here
  }

  @Nested
  @Timeout(60)
  class While_the_garbage_collector_works {
    private void keepsSlopes(UnaryOperator<NDArray> operation, float... slopes)
        throws InterruptedException {
      try (NDManager manager = Engines.open(TestEngine.NAME).newBaseManager()) {
        for (int i = 0; i < 10; i++) {
          try (NDManager scope = manager.newSubManager()) {
            NDArray x = Tensors.create(scope, X, new Shape(4));
            x.setRequiresGradient(true);
            try (GradientCollector collector =
                Engines.open(TestEngine.NAME).newGradientCollector()) {
              NDArray sum = operation.apply(x).sum();
              collectGarbage();
              collector.backward(sum);
            }
            assertThat(x.getGradient().toFloatArray()).containsExactly(slopes);
          }
        }
      }
    }

    @Test
    void the_slope_of_a_product_is_its_factor() throws InterruptedException {
      keepsSlopes(x -> Tensors.mul(x, 0.25f), 0.25f, 0.25f, 0.25f, 0.25f);
    }

    @Test
    void the_slope_of_a_quotient_is_one_over_the_divisor() throws InterruptedException {
      keepsSlopes(x -> Tensors.div(x, 4), 0.25f, 0.25f, 0.25f, 0.25f);
    }

    @Test
    void the_slope_of_a_maximum_is_that_of_the_greater() throws InterruptedException {
      keepsSlopes(x -> Tensors.maximum(x, 0.25f), 0, 0, 1, 1);
    }
  }
}
