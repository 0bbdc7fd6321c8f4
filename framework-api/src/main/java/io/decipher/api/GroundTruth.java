// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * Class labels given by people.
 *
 * <p>They exist for scoring only. No extractor, projector, clusterer or model is ever given a value
 * of this type, or a {@link Dataset}, from which it could be obtained; classes found by a run are
 * of a different type, {@link FoundClasses}.
 *
 * @param labels one per sample, in data order (training samples, then test samples)
 */
public record GroundTruth(Labels labels) {}
