// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import io.decipher.api.FeatureExtractor;
import io.decipher.api.Projector;
import java.util.Optional;

/**
 * An entry of {@code features}.
 *
 * @param name what the entry names: a feature plugin, or {@code latent}
 * @param extractor where the vectors come from; none means from the trained model
 * @param normalized whether each vector is divided by its length
 * @param projector the entry's own projector, which reduces its vectors
 */
public record FeatureEntry(
    String name,
    Optional<FeatureExtractor> extractor,
    boolean normalized,
    Optional<Projector> projector) {
  public static final String LATENT = "latent";

  /** What an entry names for the run to choose by itself. */
  public static final String AUTO = "auto";

  /** Returns whether a name is that of no plugin. */
  static boolean isNoPlugin(String name) {
    return name.equals(LATENT) || name.equals(AUTO);
  }

  boolean isLatent() {
    return extractor.isEmpty();
  }
}
