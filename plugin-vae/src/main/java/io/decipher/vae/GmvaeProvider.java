// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import io.decipher.api.ConfigurationException;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Settings;
import io.decipher.api.spi.Dependency;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.vae.recipe.GmvaeRecipe;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.trained.TrainedVae;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Provides variational autoencoders with a learned mixture prior, by the name {@code gmvae}. */
public final class GmvaeProvider implements GenerativeModelProvider {
  private static final String CLUSTERS = "clusters";

  /** Creates the provider; called by {@link java.util.ServiceLoader}. */
  public GmvaeProvider() {}

  @Override
  public String name() {
    return "gmvae";
  }

  @Override
  public String description() {
    return "variational autoencoder under a learned mixture, which finds classes by itself";
  }

  @Override
  public GenerativeModel create(Settings settings) {
    List<String> problems = new ArrayList<>();
    VaeRecipe vae = VaeSettings.recipe(settings, Set.of(CLUSTERS), problems);
    GmvaeRecipe.Clusters clusters =
        VaeSettings.bound(GmvaeRecipe.Clusters.class, settings.at(CLUSTERS), Set.of(), problems);
    if (vae == null || clusters == null) {
      throw VaeSettings.refused(problems);
    }
    try {
      return new Gmvae(new GmvaeRecipe(vae, clusters));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      String key = message.substring(0, message.indexOf(' '));
      throw new ConfigurationException(
          List.of(settings.place(key) + settings.path() + ": " + message));
    }
  }

  @Override
  public Class<?> yields() {
    return TrainedVae.class;
  }

  @Override
  public List<Dependency> dependencies() {
    return VaeSettings.DEPENDENCIES;
  }
}
