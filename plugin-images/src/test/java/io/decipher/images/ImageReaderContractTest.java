// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import io.decipher.api.SampleReader;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.SampleReaderContract;
import java.nio.file.Path;

class ImageReaderContractTest extends SampleReaderContract {
  @Override
  public Provider<SampleReader> provider() {
    return new ImageReaderProvider();
  }

  @Override
  public Path write(Path directory) {
    return Drawings.write(directory, "scene.png", Drawings.bytes(Drawings.scene(60, 1), "png"));
  }
}
