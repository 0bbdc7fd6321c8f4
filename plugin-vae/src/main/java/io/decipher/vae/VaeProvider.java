package io.decipher.vae;

import io.decipher.api.GenerativeModel;
import io.decipher.api.Settings;
import io.decipher.api.spi.GenerativeModelProvider;

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
    Settings changes = settings.at("augmentation").without("type"); // the name of its preset
    return settings.with("augmentation", changes).as(Vae.class);
  }

  @Override
  public Class<?> yields() {
    return TrainedVae.class;
  }
}
