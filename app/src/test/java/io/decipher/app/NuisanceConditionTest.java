// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What classes must not follow is given to the decoder of the model, so that latents do without.
 */
class NuisanceConditionTest {
  @TempDir Path temporary;

  private Path discovered(String name, String... more) throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    StringBuilder table = new StringBuilder("id,length,weight,site\n");
    for (int i = 0; i < 120; i++) {
      table.append(
          String.format(
              Locale.ROOT,
              "bout-%d,%.3f,%.3f,%s%n",
              i,
              i % 3 * 4 + random.nextDouble(),
              i % 3 * 3 + i / 3 % 2 * 2 + random.nextDouble(),
              i / 3 % 2 == 0 ? "north" : "south"));
    }
    Path file = Files.writeString(temporary.resolve("bouts.csv"), table);
    Path output = temporary.resolve(name);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "discover",
                file.toString(),
                "-D",
                "decipher.dataset.attributes=" + file,
                "-D",
                "decipher.dataset.columns={ site = ignore }",
                "-D",
                "decipher.dataset.nuisance=[site]",
                "-D",
                "decipher.model.fit.min-steps=4",
                "-D",
                "decipher.model.architecture.hidden=[8]",
                "-o",
                output.toString()));
    for (String setting : more) {
      arguments.addAll(List.of("-D", setting));
    }
    TinyRuns.Answer answer = TinyRuns.decipher(arguments);
    assertThat(answer.status()).as(answer.err()).isZero();
    return output.resolve("decipher.conf");
  }

  @Test
  void the_decoder_is_given_it_unless_the_configuration_says_otherwise() throws IOException {
    assertThat(Files.readString(discovered("given")))
        .containsPattern("attribute=site\\R")
        .containsPattern("by=attribute\\R");
    assertThat(Files.readString(discovered("not-given", "decipher.model.condition.by=none")))
        .doesNotContain("attribute=site")
        .containsPattern("by=none\\R");
  }
}
