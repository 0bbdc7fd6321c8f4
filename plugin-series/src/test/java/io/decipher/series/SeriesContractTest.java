// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Settings;
import io.decipher.testkit.DatasetContract;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesContractTest extends DatasetContract {
  @TempDir private Path folder;

  @BeforeEach
  void write() {
    Waves.write(folder);
  }

  @Override
  public SeriesProvider provider() {
    return new SeriesProvider();
  }

  @Override
  public Settings settings() {
    return Settings.empty().withValue("path", folder.toString()).withValue("truth", "folder");
  }

  /** It cannot do without a path. */
  @Test
  @Override
  public void its_defaults_make_a_plugin() {
    assertThat(plugin()).isNotNull();
  }
}
