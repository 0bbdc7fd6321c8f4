// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * What people say the classes are.
 *
 * <p>It exists for scoring alone. No extractor, projector, clusterer or model is ever given a value
 * of this type, nor a {@link Dataset}, from which it could be had; what a run finds by itself is
 * {@link FoundClasses}, another type.
 *
 * @param labels a label a sample, in data order (train, then test)
 */
public record GroundTruth(Labels labels) {}
