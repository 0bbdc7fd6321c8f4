// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.Optional;
import org.apiguardian.api.API;

/** The capability of a trained model to show the filters of its first layer. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface FirstLayer {
  /**
   * Returns the filters; empty if the filters of the first layer cannot be displayed as samples.
   */
  Optional<Filters> filters();

  /**
   * The weights by which the units multiply their input.
   *
   * @param weights (units x size)
   * @param type the type of a row: a whole sample for a dense layer, a kernel for a convolution
   */
  record Filters(FloatMatrix weights, SampleType type) {
    /** Checks that the rows match the type. */
    public Filters {
      if (weights.columns() != type.size()) {
        throw new IllegalArgumentException(
            "a filter of " + type + " has " + type.size() + " values, not " + weights.columns());
      }
    }
  }
}
