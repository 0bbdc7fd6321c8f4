// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.kmeans;

import io.decipher.api.Clusterer;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;

/** Provides {@link KMeans}. */
public final class KMeansProvider implements ClustererProvider {
  /** Called by {@link java.util.ServiceLoader}. */
  public KMeansProvider() {}

  @Override
  public String name() {
    return "k-means";
  }

  @Override
  public String description() {
    return "divides the points into a given number of classes, each around its mean (Lloyd 1982)";
  }

  @Override
  public Clusterer create(Settings settings) {
    return settings.as(KMeans.class);
  }

  @Override
  public Class<?> yields() {
    return KMeansModel.class;
  }
}
