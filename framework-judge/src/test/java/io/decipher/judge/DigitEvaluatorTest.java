// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.Evaluator;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.ReferenceEvaluator;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.EvaluatorProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigitEvaluatorTest {
  private static final SampleType DIGIT = SampleType.image(28, 28);

  private final Plugins plugins = Plugins.of(List.of(new DigitEvaluatorProvider()));

  private ReferenceEvaluator evaluator() {
    Evaluator made =
        plugins.create(EvaluatorProvider.class, Settings.parse("test", "type = digits"));
    return (ReferenceEvaluator) made;
  }

  @Test
  void it_is_a_plugin_that_takes_digits_alone() {
    EvaluatorProvider provider = plugins.providers(EvaluatorProvider.class).get(0);
    assertThat(provider.can(ReferenceEvaluator.class)).isTrue();
    assertThat(provider.accepts(DIGIT)).isTrue();
    assertThat(provider.accepts(new SampleType.Image(3, 28, 28))).isFalse();
    assertThat(provider.accepts(SampleType.vector(784))).isFalse();
    assertThat(evaluator().count()).isEqualTo(10_000);
  }

  @Test
  void what_it_cannot_score_is_refused_before_any_work() {
    Samples few = Samples.of(FloatMatrix.wrap(2, 784, new float[2 * 784]), DIGIT);
    assertThatThrownBy(() -> evaluator().check(SampleType.vector(5)))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("cannot score samples of vector of 5 values");
    assertThatThrownBy(() -> evaluator().check(few))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("there are 2 samples; the judge needs 10,000");
    assertThatThrownBy(() -> evaluator().evaluate(few, few, RunContext.seeded(1)))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("there are 2 samples");
  }

  @Test
  void figures_have_the_names_of_the_report_and_copies_only_beside_training_images() {
    Figures figures = new Figures(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    assertThat(figures.byName())
        .hasSize(12)
        .containsEntry("fidLeNet", 1.0)
        .containsEntry("close", 12.0);
    assertThat(figures.withoutCopies()).hasSize(10).doesNotContainKeys("copies", "close");
  }
}
