// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import java.util.Optional;

/**
 * The tasks of the network in addition to reconstruction.
 *
 * @param augmentation how the encoded view differs from the image to reconstruct, so that latents
 *     are invariant to it (cross-view training); if empty, the sample itself is encoded
 * @param corruption the corruption of a sample, or of its view, before it is encoded
 * @param classifier the classification head
 */
public record Objective(
    Optional<Augmentation> augmentation, Corruption corruption, Classifier classifier) {
  /** Returns this objective with milder views, for further training of a model to learn classes. */
  Objective refining() {
    return new Objective(
        augmentation.map(strongest -> strongest.milder(classifier.refineAugmentation())),
        corruption,
        classifier);
  }
}
