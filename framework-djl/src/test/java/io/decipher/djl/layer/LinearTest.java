// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.TestEngine;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinearTest {
  private static final int INPUTS = 300;
  private static final int OUTPUTS = 7;

  private final Layer layer = new Linear("layer", INPUTS, OUTPUTS, true);
  private final float[] values = new float[17 * INPUTS];
  private Parameters parameters;

  @BeforeEach
  void open() {
    parameters = new Parameters(Engines.open(TestEngine.NAME));
    SplittableRandom random = new SplittableRandom(5);
    layer.addTo(parameters, random);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
  }

  @AfterEach
  void close() {
    parameters.close();
  }

  /** Returns the outputs of the first rows. */
  private float[] outputs(int rows, boolean training) {
    try (NDManager scope = parameters.newScope()) {
      float[] some = Arrays.copyOf(values, rows * INPUTS);
      return layer
          .forward(scope.create(some, new Shape(rows, INPUTS)), parameters, training)
          .toFloatArray();
    }
  }

  @Test
  void a_row_gets_the_same_bytes_however_few_others_there_are() {
    float[] sixteen = outputs(16, false);
    for (int rows : new int[] {1, 2, 3, 15}) {
      assertThat(outputs(rows, false)).containsExactly(Arrays.copyOf(sixteen, rows * OUTPUTS));
    }
  }

  @Test
  void outside_training_it_computes_what_it_computes_in_training() {
    for (int rows : new int[] {1, 15, 16, 17}) {
      assertThat(outputs(rows, false))
          .hasSize(rows * OUTPUTS)
          .containsExactly(outputs(rows, true), within(1e-5f));
    }
  }
}
