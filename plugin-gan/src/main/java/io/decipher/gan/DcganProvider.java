package io.decipher.gan;

import io.decipher.api.GenerativeModel;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.spi.GenerativeModelProvider;

/** Makes generative adversarial networks, by the name {@code dcgan}. */
public final class DcganProvider implements GenerativeModelProvider {
  /** Makes the provider; {@link java.util.ServiceLoader} calls it. */
  public DcganProvider() {}

  @Override
  public String name() {
    return "dcgan";
  }

  @Override
  public String description() {
    return "deep convolutional generative adversarial network, conditional on found classes";
  }

  @Override
  public GenerativeModel create(Settings settings) {
    return settings.as(Dcgan.class);
  }

  @Override
  public Class<?> yields() {
    return TrainedDcgan.class;
  }

  @Override
  public boolean accepts(SampleType type) {
    return type instanceof SampleType.Image;
  }
}
