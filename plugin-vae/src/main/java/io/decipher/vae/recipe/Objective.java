// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import java.util.Optional;

/**
 * What is asked of the net beyond decoding what it encoded.
 *
 * @param augmentation how the view that is encoded differs from the image that is to be decoded, so
 *     that latents tell what the change leaves alone (cross-view); empty encodes the sample itself
 * @param corruption what is done to a sample, or its view, before it is encoded
 * @param classifier the classification head
 */
public record Objective(
    Optional<Augmentation> augmentation, Corruption corruption, Classifier classifier) {
  /** Returns this with milder views, for a model that goes on to learn classes. */
  Objective refining() {
    return new Objective(
        augmentation.map(strongest -> strongest.milder(classifier.refineAugmentation())),
        corruption,
        classifier);
  }
}
