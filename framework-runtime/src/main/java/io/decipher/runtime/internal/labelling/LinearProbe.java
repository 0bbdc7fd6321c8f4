// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.labelling;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.numerics.ColumnScaling;
import io.decipher.numerics.Parallel;
import io.decipher.numerics.SoftmaxRegression;

/**
 * Labels samples by a linear probe (Alain and Bengio 2017): multinomial logistic regression on
 * frozen latents with an L2 penalty. Columns are standardised over all points, labelled or not.
 *
 * @see <a href="https://arxiv.org/abs/1610.01644">Alain and Bengio 2017</a>
 */
public final class LinearProbe {
  private static final double PENALTY = 0.01; // factor of |W|² / 2, relative to the mean loss

  private LinearProbe() {}

  /**
   * Returns one label per point.
   *
   * @param points (n x d), finite
   * @return (n), each in [0, given.classes())
   * @implNote O((200 labelled + n) d classes) time
   */
  public static int[] label(FloatMatrix points, GivenLabels given, RunContext run) {
    FloatMatrix scaled = ColumnScaling.of(points).apply(points);
    int[] samples = new int[given.count()];
    int[] own = new int[samples.length];
    for (int g = 0; g < samples.length; g++) {
      samples[g] = given.sample(g);
      own[g] = given.label(g);
    }
    SoftmaxRegression probe =
        SoftmaxRegression.fit(scaled.select(samples), Labels.of(own), PENALTY, run);
    int[] labels = new int[points.rows()];
    Parallel.run(labels.length, i -> labels[i] = probe.best(scaled, i));
    return labels;
  }
}
