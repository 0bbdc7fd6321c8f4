// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.kmeans;

/**
 * Builds a {@link KMeans} by named settings.
 *
 * <p>Settings that are not set have the defaults of a configuration. Not thread-safe.
 */
public final class KMeansBuilder {
  private int classes;
  private int restarts = 10;
  private int maxIterations = 300;
  private double tolerance = 1e-4;

  KMeansBuilder() {}

  /** Sets the number of classes, 1 or more; required. */
  public KMeansBuilder classes(int value) {
    classes = value;
    return this;
  }

  /** Sets the number of initialisations, 1 or more. */
  public KMeansBuilder restarts(int value) {
    restarts = value;
    return this;
  }

  /** Sets the maximum number of iterations per start, 1 or more. */
  public KMeansBuilder maxIterations(int value) {
    maxIterations = value;
    return this;
  }

  /** Sets the fraction of the variance at which iteration stops, 0 or more. */
  public KMeansBuilder tolerance(double value) {
    tolerance = value;
    return this;
  }

  /**
   * Returns the clusterer.
   *
   * @throws IllegalArgumentException if a setting is out of range; names the setting
   */
  public KMeans build() {
    return new KMeans(classes, restarts, maxIterations, tolerance);
  }
}
