// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import io.decipher.numerics.Metric;
import java.util.OptionalInt;

/**
 * Builds a {@link Umap} by named settings instead of a constructor with ten arguments.
 *
 * <p>Settings that are not set have the defaults of a configuration. Not thread-safe.
 */
public final class UmapBuilder {
  private int neighbours = 15;
  private int dimensions = 2;
  private double minDistance = 0.1;
  private double spread = 1;
  private OptionalInt epochs = OptionalInt.empty();
  private int negativeSamples = 5;
  private double learningRate = 1;
  private Umap.Init init = Umap.Init.SPECTRAL;
  private Metric metric = Metric.EUCLIDEAN;
  private boolean deterministic = true;

  UmapBuilder() {}

  /** Sets the size of each point's neighbourhood, itself included; 2 or more. */
  public UmapBuilder neighbours(int value) {
    neighbours = value;
    return this;
  }

  /** Sets the number of columns of the layout, from 1 to 1,024. */
  public UmapBuilder dimensions(int value) {
    dimensions = value;
    return this;
  }

  /** Sets the minimum distance between points, from 0 to the spread; 0 suits clustering. */
  public UmapBuilder minDistance(double value) {
    minDistance = value;
    return this;
  }

  /** Sets the distance over which attraction fades, above 0. */
  public UmapBuilder spread(double value) {
    spread = value;
    return this;
  }

  /** Sets the number of passes over the graph, 1 or more. */
  public UmapBuilder epochs(int value) {
    epochs = OptionalInt.of(value);
    return this;
  }

  /** Sets the number of random repelling points per attracting neighbour, from 0 to 100. */
  public UmapBuilder negativeSamples(int value) {
    negativeSamples = value;
    return this;
  }

  /** Sets the step length of the first epoch, above 0 and at most 100. */
  public UmapBuilder learningRate(double value) {
    learningRate = value;
    return this;
  }

  /** Sets the initial positions. */
  public UmapBuilder init(Umap.Init value) {
    init = value;
    return this;
  }

  /** Sets the metric, Euclidean or cosine. */
  public UmapBuilder metric(Metric value) {
    metric = value;
    return this;
  }

  /** Sets whether a seed always gives the same layout. */
  public UmapBuilder deterministic(boolean value) {
    deterministic = value;
    return this;
  }

  /**
   * Returns the projector.
   *
   * @throws IllegalArgumentException if a setting is out of range; names the setting
   */
  public Umap build() {
    return new Umap(
        neighbours,
        dimensions,
        minDistance,
        spread,
        epochs,
        negativeSamples,
        learningRate,
        init,
        metric,
        deterministic);
  }
}
