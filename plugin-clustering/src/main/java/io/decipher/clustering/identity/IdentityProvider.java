// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.identity;

import io.decipher.api.Projector;
import io.decipher.api.Settings;
import io.decipher.api.spi.ProjectorProvider;

/** Provides {@link Identity}. */
public final class IdentityProvider implements ProjectorProvider {
  @Override
  public String name() {
    return "identity";
  }

  @Override
  public String description() {
    return "Passes the features to the clusterer unchanged";
  }

  @Override
  public Projector create(Settings settings) {
    return settings.as(Identity.class);
  }

  @Override
  public Class<?> yields() {
    return IdentityProjection.class;
  }
}
