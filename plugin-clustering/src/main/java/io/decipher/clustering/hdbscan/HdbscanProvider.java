// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.Clusterer;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.Dependency;
import java.util.List;

/** Provides {@link Hdbscan}. */
public final class HdbscanProvider implements ClustererProvider {
  /** Called by {@link java.util.ServiceLoader}. */
  public HdbscanProvider() {}

  @Override
  public String name() {
    return "hdbscan";
  }

  @Override
  public String description() {
    return "finds classes as the regions whose density lasts longest (HDBSCAN*)";
  }

  @Override
  public Clusterer create(Settings settings) {
    return settings.as(Hdbscan.class);
  }

  @Override
  public Class<?> yields() {
    return HdbscanModel.class;
  }

  @Override
  public List<Dependency> dependencies() {
    return List.of(
        Dependency.only("min-cluster-size", List.of("null"), "min-cluster-share"),
        Dependency.only(
            "selection",
            List.of("excess-of-mass"),
            "cluster-selection-epsilon-max",
            "max-cluster-size"));
  }
}
