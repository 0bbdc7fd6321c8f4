package io.decipher.vae;

import io.decipher.api.GenerativeModel;
import io.decipher.api.Settings;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.trained.TrainedVae;

/** Makes variational autoencoders, by the name {@code vae}. */
public final class VaeProvider implements GenerativeModelProvider {
  /** Makes the provider; {@link java.util.ServiceLoader} calls it. */
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
    return new Vae(bare(settings).as(VaeRecipe.class));
  }

  /** Returns settings without the name of the preset that the augmentation's values came from. */
  static Settings bare(Settings settings) {
    return settings.with("augmentation", settings.at("augmentation").without("type"));
  }

  @Override
  public Class<?> yields() {
    return TrainedVae.class;
  }
}
