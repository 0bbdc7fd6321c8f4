// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import io.decipher.api.FeatureExtractor;
import io.decipher.api.Projector;
import java.util.Optional;

/**
 * An entry of {@code features}.
 *
 * @param name a feature plugin, {@code latent} or {@code context}
 * @param extractor the extractor of the vectors; empty for the trained model, or for classes found
 *     before
 * @param normalized whether each vector is scaled to length 1
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

  /** The classes, found before, of the preceding and following samples. */
  public static final String CONTEXT = "context";

  /** The name for features that the run selects itself. */
  public static final String AUTO = "auto";

  /** Creates an entry that is not {@code context}. */
  public FeatureEntry(
      String name,
      Optional<FeatureExtractor> extractor,
      boolean normalized,
      Optional<Projector> projector) {
    this(name, extractor, normalized, projector, Optional.empty());
  }

  /** Returns whether a name is not that of a plugin. */
  static boolean isNoPlugin(String name) {
    return name.equals(LATENT) || name.equals(AUTO) || name.equals(CONTEXT);
  }

  boolean isLatent() {
    return extractor.isEmpty() && context.isEmpty();
  }
}
