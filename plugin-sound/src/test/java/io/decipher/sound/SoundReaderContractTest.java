// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.SampleReader;
import io.decipher.testkit.ProviderContract;

class SoundReaderContractTest implements ProviderContract<SampleReader> {
  @Override
  public SoundReaderProvider provider() {
    return new SoundReaderProvider();
  }
}
