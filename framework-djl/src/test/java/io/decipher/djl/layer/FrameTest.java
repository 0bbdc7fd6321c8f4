// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.TestEngine;
import org.junit.jupiter.api.Test;

class FrameTest {
  @Test
  void an_image_is_in_the_middle_and_is_cut_out_again() {
    float[] values = new float[2 * 3 * 5 * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    try (Parameters parameters = new Parameters(Engines.open(TestEngine.NAME));
        NDManager scope = parameters.newScope()) {
      NDArray x = scope.create(values, new Shape(2, 3, 5, 2));
      NDArray framed = new Frame(3, 5, 2, 8, 4).forward(x, parameters, false);
      assertThat(framed.getShape()).isEqualTo(new Shape(2, 3, 8, 4));
      float[] all = framed.toFloatArray();
      double sum = 0;
      for (float value : all) {
        sum += value;
      }
      assertThat(sum).isEqualTo(values.length * (values.length + 1) / 2.0);
      // Of the second image's third channel the first row is in row 1, behind one column of zeros.
      int at = ((1 * 3 + 2) * 8 + 1) * 4;
      assertThat(new float[] {all[at], all[at + 1], all[at + 2], all[at + 3]})
          .containsExactly(0, 51, 52, 0);
      NDArray back = new Frame(3, 8, 4, 5, 2).forward(framed, parameters, false);
      assertThat(back.toFloatArray()).isEqualTo(values);
    }
  }

  @Test
  void sides_are_made_up_to_a_multiple() {
    assertThat(Frame.side(50, 4)).isEqualTo(52);
    assertThat(Frame.side(28, 4)).isEqualTo(28);
  }
}
