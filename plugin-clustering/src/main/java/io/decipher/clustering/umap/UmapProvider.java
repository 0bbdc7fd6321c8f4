// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import io.decipher.api.Projector;
import io.decipher.api.Settings;
import io.decipher.api.spi.ProjectorProvider;

/** Provides {@link Umap}. */
public final class UmapProvider implements ProjectorProvider {
  @Override
  public String name() {
    return "umap";
  }

  @Override
  public String description() {
    return "UMAP: embeds points so that near ones stay near (McInnes et al. 2018)";
  }

  @Override
  public Projector create(Settings settings) {
    return settings.as(Umap.class);
  }

  @Override
  public Class<?> yields() {
    return UmapProjection.class;
  }
}
