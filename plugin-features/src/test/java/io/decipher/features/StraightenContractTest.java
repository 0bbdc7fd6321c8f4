package io.decipher.features;

import io.decipher.testkit.PreprocessorContract;

class StraightenContractTest extends PreprocessorContract {
  @Override
  public StraightenProvider provider() {
    return new StraightenProvider();
  }
}
