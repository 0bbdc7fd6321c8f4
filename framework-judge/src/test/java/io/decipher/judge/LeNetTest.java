// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.Dataset;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class LeNetTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final LeNet NET = LeNet.frozen();
  private static final FloatMatrix IMAGES = Golden.images("images.npy");

  private static void assertClose(FloatMatrix actual, FloatMatrix expected) {
    assertThat(actual.rows()).isEqualTo(expected.rows());
    assertThat(actual.columns()).isEqualTo(expected.columns());
    for (int i = 0; i < actual.rows(); i++) {
      for (int j = 0; j < actual.columns(); j++) {
        assertThat(actual.get(i, j))
            .as("row %d, column %d", i, j)
            .isCloseTo(expected.get(i, j), within(1e-4f));
      }
    }
  }

  @Test
  void features_and_logits_are_those_of_pytorch() {
    LeNet.Reading reading = NET.read(IMAGES, "test", RUN);
    assertClose(reading.features(), Golden.matrix("features.npy"));
    assertClose(reading.logits(), Golden.matrix("logits.npy"));
  }

  @Test
  void what_it_says_of_an_image_does_not_depend_on_the_others_or_on_threads() {
    LeNet.Reading all = NET.read(IMAGES, "test", RUN);
    LeNet.Reading some =
        new ForkJoinPool(1).submit(() -> NET.read(IMAGES.slice(50, 9), "test", RUN)).join();
    assertThat(some.features()).isEqualTo(all.features().slice(50, 9));
    assertThat(some.logits()).isEqualTo(all.logits().slice(50, 9));
  }

  @Test
  void probabilities_sum_to_one() {
    FloatMatrix probabilities = NET.read(IMAGES, "test", RUN).probabilities();
    for (int i = 0; i < probabilities.rows(); i++) {
      float sum = 0;
      for (int j = 0; j < 10; j++) {
        sum += probabilities.get(i, j);
      }
      assertThat(sum).isCloseTo(1, within(1e-5f));
    }
  }

  @Test
  void it_names_as_many_test_digits_rightly_as_is_said_of_it() {
    Dataset test = Digits.mnist("splits = [test]");
    Labels labels = test.truth().orElseThrow().labels();
    int[] digits = NET.read(test.test().toMatrix(), "test", RUN).digits();
    int right = 0;
    for (int i = 0; i < digits.length; i++) {
      right += digits[i] == labels.get(i) ? 1 : 0;
    }
    assertThat(right).isGreaterThanOrEqualTo(9930);
    // Sums in another order may turn an image that lies between two digits.
    assertThat(right / 10_000.0).isCloseTo(NET.testAccuracy(), within(2e-4));
  }

  @Test
  void weights_that_were_changed_are_refused() {
    byte[] weights = new byte[16];
    assertThatThrownBy(() -> LeNet.of(weights, NET.sha256(), 0.99))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SHA-256")
        .hasMessageContaining(NET.sha256());
  }
}
