// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.List;
import org.apiguardian.api.API;

/**
 * The capability of a trained model to score how much a sample differs from its training data
 * (novelty detection).
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface NoveltyScores {
  /**
   * Returns novelty scores of samples by one or more measures.
   *
   * <p>Only the order within a column is meaningful: a higher score means more novel, in an
   * arbitrary unit. A sample that is novel by any one measure counts as novel, so a measure is
   * worth adding if it detects something that no other one does. Choosing a threshold is not up to
   * the model.
   *
   * @param samples (n), of the type this was made for
   * @param run provides progress and cancellation
   * @return (n x measures), finite, at least one measure; row i depends only on sample i
   */
  FloatMatrix noveltyScores(Samples samples, RunContext run);

  /**
   * Returns the names of the measures, one word each, in column order; they are used as column
   * names in tables.
   */
  default List<String> noveltyMeasures() {
    return List.of("novelty");
  }
}
