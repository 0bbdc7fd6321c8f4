// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.ModelCheck;
import io.decipher.api.ModelCheck.Finding;
import io.decipher.api.ModelCheck.Term;
import io.decipher.api.SampleType;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link io.decipher.runtime.ConfigurationCheck} has shown.
 *
 * @param data what there is to learn from
 * @param model the name of the model's plugin
 * @param check what the model says of itself, if it can be tried so
 * @param trial what training it on one batch gave, if it cannot
 * @param findings what looks wrong, with data and model; empty if nothing does
 */
public record CheckReport(
    Data data,
    String model,
    Optional<ModelCheck> check,
    Optional<Trial> trial,
    List<Finding> findings) {
  /** Copies the list. */
  public CheckReport {
    findings = List.copyOf(findings);
  }

  /** Returns whether nothing looks wrong. */
  public boolean allIsWell() {
    return findings.isEmpty();
  }

  /**
   * The samples, as the model gets them.
   *
   * @param samples how many
   * @param shape of each
   * @param least of all finite values; not a number if there are none
   * @param greatest of all finite values; not a number if there are none
   * @param mean of all finite values; not a number if there are none
   */
  public record Data(int samples, SampleType shape, float least, float greatest, double mean) {}

  /**
   * What training on one batch gave.
   *
   * @param samples in the batch
   * @param epochs how many it trained, as its recipe says
   * @param terms what each epoch measured, in the first epoch and in the last
   */
  public record Trial(int samples, int epochs, List<Term> terms) {
    /** Copies the list. */
    public Trial {
      terms = List.copyOf(terms);
    }
  }
}
