// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.ModelCheck;
import io.decipher.api.ModelCheck.Finding;
import io.decipher.api.ModelCheck.Term;
import io.decipher.api.SampleType;
import java.util.List;
import java.util.Optional;

/**
 * The result of a {@link io.decipher.runtime.ConfigurationCheck}.
 *
 * @param data the data to learn from
 * @param model the name of the model's plugin
 * @param check the result of the model's own check, if it supports one
 * @param trial the result of training it on one batch, if it does not
 * @param findings what looks wrong with the data and the model; empty if nothing does
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
   * The samples, as passed to the model.
   *
   * @param samples the number of samples
   * @param shape the type of each
   * @param least the minimum of all finite values; NaN if there are none
   * @param greatest the maximum of all finite values; NaN if there are none
   * @param mean the mean of all finite values; NaN if there are none
   */
  public record Data(int samples, SampleType shape, float least, float greatest, double mean) {}

  /**
   * The result of training on one batch.
   *
   * @param samples the batch size
   * @param epochs the number of epochs, as configured
   * @param terms the metrics of the first epoch and of the last
   */
  public record Trial(int samples, int epochs, List<Term> terms) {
    /** Copies the list. */
    public Trial {
      terms = List.copyOf(terms);
    }
  }
}
