// SPDX-License-Identifier: Apache-2.0
package org.example.host;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.hdbscan.Hdbscan;
import java.util.SplittableRandom;

/** Finds three groups in memory: no file, no configuration, no engine. */
public final class Main {
  private Main() {}

  /** Prints what was found. */
  public static void main(String[] arguments) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[300 * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (i / 2 % 3 * 10 + random.nextGaussian());
    }
    var model = new Hdbscan(20, 5).fit(FloatMatrix.wrap(300, 2, values), RunContext.seeded(42));
    System.out.println("Hdbscan alone: " + model.classes().labels().classes() + " classes");
  }
}
