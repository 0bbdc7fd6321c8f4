// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Labels;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.vae.recipe.Architecture;
import io.decipher.vae.recipe.Condition;
import io.decipher.vae.recipe.Likelihood;
import io.decipher.vae.recipe.VaeRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/models.md shows can be used as it stands there. */
class ModelsDocumentTest {
  private static final Pattern BLOCK = Pattern.compile("```hocon\n(.*?)```", Pattern.DOTALL);

  private static String text() throws IOException {
    return Files.readString(Path.of("..", "docs", "models.md"));
  }

  static Stream<String> blocks() throws IOException {
    return BLOCK.matcher(text()).results().map(result -> result.group(1));
  }

  private static GenerativeModel model(String block, String over) {
    Settings settings =
        Settings.parse("test", "decipher.model { " + over + " }")
            .over(Settings.parse("docs/models.md", block));
    return Plugins.discover().create(GenerativeModelProvider.class, settings.at("decipher.model"));
  }

  @Test
  void it_shows_the_family() throws IOException {
    List<GenerativeModel> all = blocks().map(block -> model(block, "")).toList();
    assertThat(all).hasSize(12);
    assertThat(all.get(11)).isInstanceOf(Gmvae.class);
    List<VaeRecipe> shown = all.stream().limit(11).map(model -> ((Vae) model).recipe()).toList();
    assertThat(shown).doesNotHaveDuplicates();
    assertThat(shown).anyMatch(vae -> vae.condition().by() == Condition.By.CLASSES);
    VaeRecipe papers = shown.get(4);
    Architecture.Dense dense = (Architecture.Dense) papers.architecture();
    assertThat(dense.hidden()).containsExactly(500, 500, 2000);
    double noise = ((Likelihood.Gaussian) papers.likelihood()).noise();
    assertThat(noise * noise).isCloseTo(0.5, org.assertj.core.data.Offset.offset(1e-4));
  }

  @Test
  void every_setting_it_names_exists() throws IOException {
    String settings = Files.readString(Path.of("src", "main", "resources", "reference.conf"));
    List<String> named =
        Pattern.compile("`(?:[a-z-]+\\.)*([a-z]+(-[a-z]+)*)( = [^`]*)?`")
            .matcher(text().substring(0, text().indexOf("They can be combined")))
            .results()
            .map(result -> result.group(1))
            .filter(name -> !List.of("vae", "gmvae").contains(name))
            .toList();
    assertThat(named).hasSizeGreaterThan(15);
    assertThat(named).allMatch(name -> settings.matches("(?s).*\n +" + name + "( =| \\{).*"));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void each_trains_and_draws(String block) {
    GenerativeModel recipe =
        model(
            block,
            "engine = "
                + Recipes.ENGINE
                + (block.contains("dense") ? "" : ", architecture.channels = [16, 16, 16]")
                + ", fit { min-steps = 0, epochs = 1, batch-size = 16, validation-share = 0.1 }");
    int count = 32;
    TrainingSet set =
        TrainingSet.of(
            Samples.of(FloatMatrix.wrap(count, 64, ramps(count)), SampleType.image(8, 8)),
            Optional.of(
                new FoundClasses(
                    Labels.of(IntStream.range(0, count).map(i -> i % 2).toArray()),
                    FloatMatrix.wrap(count, 1, new float[count]))));
    recipe.check(set.type());
    try (TrainedModel vae = recipe.train(set, RunContext.seeded(1))) {
      float[] drawn = vae.generate(3, new SplittableRandom(1)).toArray();
      assertThat(drawn).hasSize(3 * 64);
      for (float value : drawn) {
        assertThat(value).isBetween(0f, 1f);
      }
    }
  }

  private static float[] ramps(int count) {
    float[] values = new float[count * 64];
    for (int i = 0; i < values.length; i++) {
      int sample = i / 64;
      values[i] = (sample % 2 == 0 ? i % 8 : i / 8 % 8) / 8f;
    }
    return values;
  }
}
