// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.List;
import org.apiguardian.api.API;

/** The capability of a trained model to say how unlike what it learned from a sample is. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface NoveltyScores {
  /**
   * Returns how strange each sample is, by one measure or more.
   *
   * <p>Only the order within a column counts: higher is stranger, in whatever unit. What is strange
   * by any one measure is strange, so a measure is worth adding if there is something that it alone
   * notices. Where to draw the line is not for the model to say.
   *
   * @param samples (n), of the type this was made for
   * @param run for progress and cancellation
   * @return (n x measures), finite, at least one measure; row i depends on sample i alone
   */
  FloatMatrix noveltyScores(Samples samples, RunContext run);

  /**
   * Returns what the measures are called, in the order of their columns, a word each; tables have
   * columns of these names.
   */
  default List<String> noveltyMeasures() {
    return List.of("novelty");
  }
}
