package io.decipher.clustering;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Projection;

/**
 * A layout by {@link Umap}.
 *
 * @param points where each point lies, (n x dimensions), in the layout's own units
 */
public record UmapProjection(FloatMatrix points) implements Projection {}
