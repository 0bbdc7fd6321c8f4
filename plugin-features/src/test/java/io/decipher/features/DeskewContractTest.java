// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.testkit.PreprocessorContract;

class DeskewContractTest extends PreprocessorContract {
  @Override
  public DeskewProvider provider() {
    return new DeskewProvider();
  }
}
