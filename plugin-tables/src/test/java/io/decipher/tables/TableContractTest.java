// SPDX-License-Identifier: Apache-2.0
package io.decipher.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Settings;
import io.decipher.testkit.DatasetContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableContractTest extends DatasetContract {
  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        folder.resolve("birds.csv"),
        "bird,site,mass,wing,kind\na,north,10,?,x\nb,south,12,5.5,y\nc,north,NA,6,x\nd,south,9,7,y\n");
  }

  @Override
  public TableProvider provider() {
    return new TableProvider();
  }

  @Override
  public Settings settings() {
    return Settings.empty()
        .withValue("path", folder.resolve("birds.csv").toString())
        .withValue("truth", "column kind");
  }

  /** It cannot do without a path. */
  @Test
  @Override
  public void its_defaults_make_a_plugin() {
    assertThat(plugin()).isNotNull();
  }
}
