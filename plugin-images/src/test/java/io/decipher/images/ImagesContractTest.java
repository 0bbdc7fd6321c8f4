// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import io.decipher.api.Settings;
import io.decipher.testkit.DatasetContract;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesContractTest extends DatasetContract {
  @TempDir private Path folder;

  @BeforeEach
  void draw() {
    Drawings.signs(folder);
  }

  @Override
  public ImagesProvider provider() {
    return new ImagesProvider();
  }

  @Override
  public Settings settings() {
    return Settings.empty().withValue("path", folder.toString()).withValue("truth", "folder");
  }

  /** It cannot do without a path. */
  @Test
  @Override
  public void its_defaults_make_a_plugin() {
    org.assertj.core.api.Assertions.assertThat(plugin()).isNotNull();
  }
}
