// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Sweep;
import java.util.Map;
import java.util.Optional;

/**
 * The result of {@link io.decipher.runtime.Clustering}.
 *
 * @param found the class of each point
 * @param projection the projected points, if there is a projector
 * @param outlierScores the outlier score of each point, (n x 1), in [0, 1], if the clusterer
 *     provides them
 * @param sweep the classes found for each minimum class size, if the clusterer provides them
 * @param dimensions the number of columns of the points
 * @param seed the run's seed
 * @param seconds the duration of each stage, and {@code total}
 */
public record ClusteringReport(
    FoundClasses found,
    Optional<FloatMatrix> projection,
    Optional<FloatMatrix> outlierScores,
    Optional<Sweep> sweep,
    int dimensions,
    long seed,
    Map<String, Double> seconds) {}
