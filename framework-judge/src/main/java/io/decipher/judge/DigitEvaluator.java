// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import io.decipher.api.FloatMatrix;
import io.decipher.api.ReferenceEvaluator;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores handwritten digits of 28 x 28 pixels with a {@link Judge}, {@value Judge#SAMPLES} at a
 * time.
 */
public record DigitEvaluator() implements ReferenceEvaluator {
  @Override
  public int count() {
    return Judge.SAMPLES;
  }

  @Override
  public void check(SampleType type) {
    Judge.check(type);
  }

  @Override
  public void check(Samples drawn) {
    // For a matrix without a type, only the number of values can be checked.
    Judge.check(drawn.toMatrix());
  }

  /**
   * {@inheritDoc}
   *
   * @return FID-LeNet, precision, recall, density, coverage, score, its deviation, modes,
   *     divergence and the share of confidently classified samples; copies are sought only {@link
   *     #against} training images
   */
  @Override
  public Map<String, Double> evaluate(Samples drawn, Samples real, RunContext run) {
    check(real.type());
    return Judge.figures(drawn.toMatrix(), real.toMatrix(), run);
  }

  @Override
  public Reference against(Samples train, Samples test, RunContext run) {
    check(train.type());
    Judge judge = Judge.of(train.toMatrix(), test.toMatrix(), train.type(), run);
    return (drawn, classes, context) -> verdict(judge, drawn.toMatrix(), classes, context);
  }

  private static Verdict verdict(
      Judge judge, FloatMatrix drawn, List<Samples> classes, RunContext run) {
    Judgement judgement = judge.judge(drawn, run);
    if (!classes.isEmpty()) {
      judgement =
          judgement.with(judge.purity(classes.stream().map(Samples::toMatrix).toList(), run));
    }
    Map<String, Double> figures = new LinkedHashMap<>(judgement.samples().byName());
    judgement.purity().ifPresent(purity -> figures.put("purity", purity.mean()));
    return new Verdict(figures, judgement.json(), judgement.text());
  }
}
