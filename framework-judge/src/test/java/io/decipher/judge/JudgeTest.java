// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.decipher.api.CancellationToken;
import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final SampleType DIGIT = SampleType.image(28, 28);
  private static final int COUNT = 500;

  private static FloatMatrix train;
  private static FloatMatrix test;
  private static FloatMatrix others;
  private static Judge judge;

  @BeforeAll
  static void readDigits() {
    Dataset digits = Digits.mnist("train-limit = 1000, test-limit = 1000");
    train = digits.train().toMatrix();
    test = digits.test().slice(0, COUNT).toMatrix();
    others = digits.test().slice(COUNT, COUNT).toMatrix();
    judge = Judge.of(train, test, DIGIT, COUNT, RUN);
  }

  private static FloatMatrix negative(FloatMatrix images) {
    float[] values = images.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 - values[i];
    }
    return FloatMatrix.wrap(images.rows(), images.columns(), values);
  }

  @Nested
  class Controls {
    private final Judgement.Controls controls = judge.judge(others, RUN).controls();

    @Test
    void test_images_are_good_in_every_way() {
      Figures floor = controls.floor();
      assertThat(floor.precision()).isGreaterThan(0.6);
      assertThat(floor.recall()).isGreaterThan(0.6);
      assertThat(floor.score()).isGreaterThan(8);
      assertThat(floor.modes()).isEqualTo(10);
      assertThat(floor.divergence()).isLessThan(0.05);
      assertThat(floor.sure()).isGreaterThan(0.95);
      assertThat(floor.copies()).isEqualTo(0.01);
      assertThat(floor.close()).isEqualTo(0.01);
    }

    @Test
    void noise_is_far_off_and_covers_nothing() {
      Figures noise = controls.noise();
      assertThat(noise.frechetDistance()).isGreaterThan(20 * controls.floor().frechetDistance());
      // Not precision: among 500 images one outlier's ball can hold all the noise.
      assertThat(noise.recall()).isLessThan(0.05);
      assertThat(noise.coverage()).isLessThan(0.05);
      assertThat(noise.score()).isLessThan(5);
      assertThat(noise.close()).isZero();
    }

    @Test
    void copies_of_one_digit_are_precise_and_copied_and_miss_the_rest() {
      Figures one = controls.oneDigit();
      assertThat(one.precision()).isGreaterThan(0.8);
      assertThat(one.recall()).isLessThan(0.3);
      assertThat(one.coverage()).isLessThan(0.3);
      assertThat(one.modes()).isOne();
      assertThat(one.divergence()).isGreaterThan(2);
      assertThat(one.score()).isLessThan(1.2);
      assertThat(one.copies()).isOne();
      assertThat(one.close()).isOne();
      assertThat(one.frechetDistance()).isGreaterThan(5 * controls.floor().frechetDistance());
    }
  }

  @Nested
  class Samples {
    @Test
    void that_are_test_images_score_as_the_floor() {
      Judgement judgement = judge.judge(test, RUN);
      assertThat(judgement.samples()).isEqualTo(judgement.controls().floor());
      assertThat(judgement.count()).isEqualTo(COUNT);
    }

    @Test
    void that_miss_digits_score_worse_than_others() {
      Figures all = judge.judge(others, RUN).samples();
      int[] few = new int[COUNT];
      for (int i = 0; i < COUNT; i++) {
        few[i] = i % 20;
      }
      Figures collapsed = judge.judge(others.select(few), RUN).samples();
      assertThat(collapsed.recall()).isLessThan(all.recall() / 2);
      assertThat(collapsed.coverage()).isLessThan(all.coverage() / 2);
      assertThat(collapsed.frechetDistance()).isGreaterThan(all.frechetDistance());
    }

    @Test
    void that_are_too_many_or_too_few_are_refused() {
      assertThatThrownBy(() -> judge.judge(others.slice(0, 499), RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              "there are 499 samples; the judge needs 500, since its figures depend on the number"
                  + " of samples");
      assertThatThrownBy(() -> judge.judge(train, RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("there are 1,000 samples; the judge scores exactly 500");
    }

    @Test
    void whose_pixels_are_no_shares_of_ink_are_refused() {
      float[] values = others.toArray();
      values[784 * 3 + 5] = 255;
      FloatMatrix bytes = FloatMatrix.wrap(COUNT, 784, values);
      assertThatThrownBy(() -> judge.judge(bytes, RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              "row 3 of the samples has the value 255.0 in column 5; expected pixels in [0, 1], 0"
                  + " for paper and 1 for ink");
    }

    @Test
    void a_judgement_can_be_cancelled() {
      CancellationToken cancelled = new CancellationToken();
      cancelled.cancel();
      RunContext run = RunContext.of(1, ProgressListener.none(), cancelled);
      assertThatThrownBy(() -> judge.judge(others, run)).isInstanceOf(CancellationException.class);
    }
  }

  @Nested
  class What_is_no_handwritten_digit {
    @Test
    void is_refused_by_its_shape() {
      assertThatThrownBy(() -> Judge.of(train, test, SampleType.vector(784), COUNT, RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              "the judge cannot score samples of vector of 784 values: it is a classifier of"
                  + " handwritten digits, and accepts 1 x 28 x 28 only");
    }

    @Test
    void is_refused_by_its_looks() {
      assertThatThrownBy(() -> Judge.of(negative(train), negative(test), DIGIT, COUNT, RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("these do not seem to be such digits");
    }
  }

  @Nested
  class Purity_of_classes {
    @Test
    void is_the_share_of_the_digit_that_is_named_most() {
      int[] digits = LeNet.frozen().read(others, "test", RUN).digits();
      int[] fours = of(digits, 4);
      int[] sevens = of(digits, 7);
      FloatMatrix mixed =
          FloatMatrix.concat(others.select(sevens).slice(0, 30), others.select(fours).slice(0, 10));
      Purity purity =
          judge.purity(List.of(others.select(fours), mixed, others.select(sevens)), RUN);
      assertThat(purity.classes())
          .containsExactly(
              new Purity.OfClass(4, 1, fours.length),
              new Purity.OfClass(7, 0.75, 40),
              new Purity.OfClass(7, 1, sevens.length));
      assertThat(purity.mean()).isEqualTo(2.75 / 3);
      assertThat(purity.digits()).isEqualTo(2);
    }

    private int[] of(int[] digits, int digit) {
      return java.util.stream.IntStream.range(0, digits.length)
          .filter(i -> digits[i] == digit)
          .toArray();
    }
  }

  @Nested
  class Written {
    private final Judgement judgement =
        judge
            .judge(others, RUN)
            .with(
                new Purity(List.of(new Purity.OfClass(4, 0.5, 10), new Purity.OfClass(9, 1, 10))));

    @Test
    void as_json_it_holds_every_figure_of_samples_and_controls() {
      JsonObject json = JsonParser.parseString(judgement.json()).getAsJsonObject();
      assertThat(json.get("samples").getAsInt()).isEqualTo(COUNT);
      JsonObject figures = json.getAsJsonObject("figures");
      JsonObject controls = json.getAsJsonObject("controls");
      for (String name : List.of("floor", "noise", "oneDigit")) {
        assertThat(controls.getAsJsonObject(name).keySet()).containsAll(figures.keySet());
      }
      assertThat(figures.get("fidLeNet").getAsDouble())
          .isEqualTo(judgement.samples().frechetDistance());
      assertThat(figures.keySet()).hasSize(Figures.class.getRecordComponents().length);
      assertThat(json.getAsJsonObject("purity").get("mean").getAsDouble()).isEqualTo(0.75);
      assertThat(json.getAsJsonObject("classifier").get("sha256").getAsString())
          .isEqualTo(LeNet.frozen().sha256());
    }

    @Test
    void as_text_it_has_a_line_a_set_and_says_how_many_samples_there_were() {
      List<String> lines = judgement.text().lines().toList();
      assertThat(lines.get(0)).startsWith("500 of each, judged by a classifier of digits (");
      assertThat(lines.get(2)).contains("FID-LeNet", "precision", "recall", "modes", "copies");
      assertThat(lines.subList(3, 7))
          .extracting(line -> line.substring(0, 10).strip())
          .containsExactly("samples", "test image", "noise", "one digit");
      assertThat(lines.subList(2, 7))
          .extracting(String::length)
          .containsOnly(lines.get(2).length());
      assertThat(judgement.text())
          .contains("Drawn a class at a time, 0.7500 are their class's digit, in the mean over 2");
    }
  }
}
