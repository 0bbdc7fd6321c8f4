// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import io.decipher.api.FeatureExtractor;
import io.decipher.api.Projector;
import java.util.Optional;

/**
 * An entry of {@code features}.
 *
 * @param name what the entry names: a feature plugin, {@code latent} or {@code context}
 * @param extractor where the vectors come from; none means from the trained model, or from classes
 *     found before
 * @param normalized whether each vector is divided by its length
 * @param projector the entry's own projector, which reduces its vectors
 * @param context the settings of {@code context}; empty for any other entry
 */
public record FeatureEntry(
    String name,
    Optional<FeatureExtractor> extractor,
    boolean normalized,
    Optional<Projector> projector,
    Optional<ContextSettings> context) {
  public static final String LATENT = "latent";

  /** The classes, found before, of the samples that come before and after. */
  public static final String CONTEXT = "context";

  /** What an entry names for the run to choose by itself. */
  public static final String AUTO = "auto";

  /** Makes an entry that is not {@code context}. */
  public FeatureEntry(
      String name,
      Optional<FeatureExtractor> extractor,
      boolean normalized,
      Optional<Projector> projector) {
    this(name, extractor, normalized, projector, Optional.empty());
  }

  /** Returns whether a name is that of no plugin. */
  static boolean isNoPlugin(String name) {
    return name.equals(LATENT) || name.equals(AUTO) || name.equals(CONTEXT);
  }

  boolean isLatent() {
    return extractor.isEmpty() && context.isEmpty();
  }
}
