// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import io.decipher.numerics.Metric;
import java.util.OptionalInt;

/**
 * Builds {@link Umap} by names, instead of by a constructor of ten arguments.
 *
 * <p>What is not said is as in a configuration. Not thread-safe.
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

  /** Sets how many nearest points each is held near to, itself included; 2 or more. */
  public UmapBuilder neighbours(int value) {
    neighbours = value;
    return this;
  }

  /** Sets the columns of the layout, from 1 to 1,024. */
  public UmapBuilder dimensions(int value) {
    dimensions = value;
    return this;
  }

  /** Sets how near points may lie, from 0 to the spread; 0 suits a clusterer. */
  public UmapBuilder minDistance(double value) {
    minDistance = value;
    return this;
  }

  /** Sets the distance over which attraction fades, above 0. */
  public UmapBuilder spread(double value) {
    spread = value;
    return this;
  }

  /** Sets the passes over the graph, 1 or more. */
  public UmapBuilder epochs(int value) {
    epochs = OptionalInt.of(value);
    return this;
  }

  /** Sets how many random points push for each that pulls, 0 to 100. */
  public UmapBuilder negativeSamples(int value) {
    negativeSamples = value;
    return this;
  }

  /** Sets the first epoch's step length, above 0 and at most 100. */
  public UmapBuilder learningRate(double value) {
    learningRate = value;
    return this;
  }

  /** Sets where points start. */
  public UmapBuilder init(Umap.Init value) {
    init = value;
    return this;
  }

  /** Sets how far apart two points are; Euclidean or cosine. */
  public UmapBuilder metric(Metric value) {
    metric = value;
    return this;
  }

  /** Sets whether one seed always gives the same layout. */
  public UmapBuilder deterministic(boolean value) {
    deterministic = value;
    return this;
  }

  /**
   * Returns it.
   *
   * @throws IllegalArgumentException if a setting is out of range, naming it
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
