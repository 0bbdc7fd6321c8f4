// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Settings;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ConfigurationOptionsTest {
  private static List<String> againBy(String... arguments) {
    Settings job =
        CommandLine.populateCommand(new ConfigurationOptions(), arguments)
            .settings()
            .at("decipher");
    return job.at("round").has("features")
        ? job.at("round").list("features").stream().map(one -> one.type().orElseThrow()).toList()
        : List.of();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist", "quick"})
  void features_of_ones_own_are_those_of_every_round(String preset) {
    assertThat(againBy("--preset", preset))
        .containsExactly("elastic-gradients", "elastic-gradients", "latent");
    assertThat(againBy("--preset", preset, "-D", "decipher.features=[latent]")).isEmpty();
    assertThat(
            againBy(
                "--preset",
                preset,
                "-D",
                "decipher.features=[pixels]",
                "-D",
                "decipher.round.features=[gradients]"))
        .containsExactly("gradients");
    assertThat(againBy("--preset", preset, "-D", "decipher.round.features=[]")).isEmpty();
  }
}
