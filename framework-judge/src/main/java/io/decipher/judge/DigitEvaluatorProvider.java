// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import io.decipher.api.Evaluator;
import io.decipher.api.ReferenceEvaluator;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.spi.EvaluatorProvider;

/** Creates {@link DigitEvaluator}s. */
public final class DigitEvaluatorProvider implements EvaluatorProvider {
  @Override
  public String name() {
    return "digits";
  }

  @Override
  public String description() {
    return "Scores drawn handwritten digits by a classifier of MNIST";
  }

  @Override
  public Evaluator create(Settings settings) {
    return settings.as(DigitEvaluator.class);
  }

  @Override
  public Class<?> yields() {
    return ReferenceEvaluator.class;
  }

  @Override
  public boolean accepts(SampleType type) {
    return type.equals(SampleType.image(LeNet.SIDE, LeNet.SIDE));
  }
}
