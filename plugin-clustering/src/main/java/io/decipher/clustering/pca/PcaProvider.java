// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.pca;

import io.decipher.api.Projector;
import io.decipher.api.Settings;
import io.decipher.api.spi.ProjectorProvider;

/** Provides {@link Pca}. */
public final class PcaProvider implements ProjectorProvider {
  @Override
  public String name() {
    return "pca";
  }

  @Override
  public String description() {
    return "PCA: keeps the directions of largest variance (Pearson 1901)";
  }

  @Override
  public Projector create(Settings settings) {
    return settings.as(Pca.class);
  }

  @Override
  public Class<?> yields() {
    return PcaProjection.class;
  }
}
