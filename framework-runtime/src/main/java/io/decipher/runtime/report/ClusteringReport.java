// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Sweep;
import java.util.Map;
import java.util.Optional;

/**
 * What {@link io.decipher.runtime.Clustering} found in plain points.
 *
 * @param found the class of each point
 * @param projection where the projector put each point, if there is one
 * @param outlierScores how far each point is from belonging anywhere, (n x 1), in [0, 1], where the
 *     clusterer tells
 * @param sweep what is found at every smallest class size, if the clusterer knows
 * @param dimensions of the points
 * @param seed the run's
 * @param seconds how long each stage took, and {@code total}
 */
public record ClusteringReport(
    FoundClasses found,
    Optional<FloatMatrix> projection,
    Optional<FloatMatrix> outlierScores,
    Optional<Sweep> sweep,
    int dimensions,
    long seed,
    Map<String, Double> seconds) {}
