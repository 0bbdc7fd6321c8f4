package io.decipher.images;

import io.decipher.api.SampleReader;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.ProviderContract;

class ImageReaderContractTest implements ProviderContract<SampleReader> {
  @Override
  public Provider<SampleReader> provider() {
    return new ImageReaderProvider();
  }
}
