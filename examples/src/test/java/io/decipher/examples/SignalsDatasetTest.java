// SPDX-License-Identifier: Apache-2.0
package io.decipher.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.DatasetContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalsDatasetTest extends DatasetContract {
  @TempDir Path temporary;
  private Path file;

  @BeforeEach
  void save_signals() throws IOException {
    file = temporary.resolve("signals.csv");
    Files.writeString(file, "wren,north,1,2,3\nrobin,south,4,5\n");
  }

  @Override
  public Provider<Dataset> provider() {
    return new SignalsDatasetProvider();
  }

  @Override
  public Settings settings() {
    return Settings.parse(
        "test", "file = \"%s\", rate = 50".formatted(file.toString().replace('\\', '/')));
  }

  @Test
  void signals_have_names_sites_and_lengths_of_their_own() {
    Samples samples = plugin().samples();
    assertThat(samples.type()).isEqualTo(new SampleType.Sequence(1, 3, 50));
    assertThat(samples.name(1)).isEqualTo("robin");
    assertThat(samples.attributes().text("site")).containsExactly("north", "south");
    assertThat(samples.length(1)).isEqualTo(2);
    assertThat(samples.row(1)).containsExactly(4, 5, 0);
  }

  @Test
  void what_is_no_signal_is_refused_naming_the_file() throws IOException {
    Files.writeString(file, "wren,north,loud\n");
    assertThatThrownBy(() -> new SignalsDataset(file, 50).samples())
        .isInstanceOf(DecipherException.class)
        .hasMessageStartingWith(file + ": expected lines of name,site,value,…");
  }
}
