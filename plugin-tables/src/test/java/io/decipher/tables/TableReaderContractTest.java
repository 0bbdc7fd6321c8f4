package io.decipher.tables;

import io.decipher.api.SampleReader;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.ProviderContract;

class TableReaderContractTest implements ProviderContract<SampleReader> {
  @Override
  public Provider<SampleReader> provider() {
    return new TableReaderProvider();
  }
}
