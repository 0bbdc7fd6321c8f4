// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import io.decipher.api.GenerativeModel;
import io.decipher.api.Settings;
import io.decipher.api.spi.Dependency;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.trained.TrainedVae;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Provides variational autoencoders, by the name {@code vae}. */
public final class VaeProvider implements GenerativeModelProvider {
  /** Creates the provider; called by {@link java.util.ServiceLoader}. */
  public VaeProvider() {}

  @Override
  public String name() {
    return "vae";
  }

  @Override
  public String description() {
    return "autoencoder: variational, cross-view, conditional, denoising, sparse, stacked or linear";
  }

  @Override
  public GenerativeModel create(Settings settings) {
    return new Vae(recipe(settings));
  }

  private static VaeRecipe recipe(Settings settings) {
    List<String> problems = new ArrayList<>();
    VaeRecipe recipe = VaeSettings.recipe(settings, Set.of(), problems);
    if (recipe == null) {
      throw VaeSettings.refused(problems);
    }
    return recipe;
  }

  @Override
  public boolean can(Class<?> capability, Settings settings) {
    return can(capability) && VaeSettings.can(capability, recipe(settings));
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
