// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.Optional;
import org.apiguardian.api.API;

/** The capability of a trained model to show what the units of its first layer look for. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface FirstLayer {
  /** Returns the filters; empty where the first layer has none that can be shown as samples are. */
  Optional<Filters> filters();

  /**
   * What a unit's input is multiplied by.
   *
   * @param weights (units x size)
   * @param type what a row is: a whole sample of a dense layer, a kernel of a convolution
   */
  record Filters(FloatMatrix weights, SampleType type) {
    /** Checks that rows are of the type. */
    public Filters {
      if (weights.columns() != type.size()) {
        throw new IllegalArgumentException(
            "a filter of " + type + " has " + type.size() + " values, not " + weights.columns());
      }
    }
  }
}
