// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.kmeans;

/**
 * Builds {@link KMeans} by names.
 *
 * <p>What is not said is as in a configuration. Not thread-safe.
 */
public final class KMeansBuilder {
  private int classes;
  private int restarts = 10;
  private int maxIterations = 300;
  private double tolerance = 1e-4;

  KMeansBuilder() {}

  /** Sets how many classes there are, 1 or more; it has to be set. */
  public KMeansBuilder classes(int value) {
    classes = value;
    return this;
  }

  /** Sets how often to start afresh, 1 or more. */
  public KMeansBuilder restarts(int value) {
    restarts = value;
    return this;
  }

  /** Sets the most rounds of one start, 1 or more. */
  public KMeansBuilder maxIterations(int value) {
    maxIterations = value;
    return this;
  }

  /** Sets the share of the variance at which a start is done, 0 or more. */
  public KMeansBuilder tolerance(double value) {
    tolerance = value;
    return this;
  }

  /**
   * Returns it.
   *
   * @throws IllegalArgumentException if a setting is out of range, naming it
   */
  public KMeans build() {
    return new KMeans(classes, restarts, maxIterations, tolerance);
  }
}
