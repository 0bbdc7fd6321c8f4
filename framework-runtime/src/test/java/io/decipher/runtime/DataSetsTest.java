// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.decipher.api.ConfigurationException;
import io.decipher.api.Dataset;
import io.decipher.api.Plugins;
import io.decipher.api.Recognized;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
  @TempDir Path temporary;

  /** Knows every folder, as surely as it is told. */
  private record Knowing(String name, int confidence) implements DatasetProvider {
    @Override
    public String description() {
      return "knows every folder";
    }

    @Override
    public Dataset create(Settings settings) {
      return new Fakes.BarsProvider(Fakes.truth(0)).create(settings);
    }

    @Override
    public Optional<Recognized> recognize(Path path) {
      return Optional.of(
          new Recognized(
              confidence,
              "things",
              Settings.parse("knowing", "dataset { type = " + name + " }, seed = 3")));
    }
  }

  @Test
  void the_surest_plugin_tells_the_kind() {
    DataSets.Kind kind =
        DataSets.recognize(
            temporary,
            Optional.empty(),
            Fakes.plugins(new Knowing("sure", 90), new Knowing("guess", 10)));
    assertThat(kind.type()).isEqualTo("sure");
    assertThat(kind.overrides().at("decipher").text("seed")).contains("3");
  }

  @Test
  void two_that_are_equally_sure_are_named_and_a_person_decides() {
    Plugins plugins = Fakes.plugins(new Knowing("one", 50), new Knowing("two", 50));
    assertThatThrownBy(() -> DataSets.recognize(temporary, Optional.empty(), plugins))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("one (things) or two (things)")
        .hasMessageContaining("-D decipher.dataset.type=one|two");
    assertThat(DataSets.recognize(temporary, Optional.of("two"), plugins).type()).isEqualTo("two");
  }

  @Test
  void what_nobody_knows_is_described() throws IOException {
    Files.writeString(temporary.resolve("a.xyz"), "?");
    assertThatThrownBy(() -> DataSets.recognize(temporary, Optional.empty(), Fakes.plugins()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("a folder of 1 file (1 .xyz)");
    assertThatThrownBy(
            () -> DataSets.recognize(temporary.resolve("none"), Optional.empty(), Fakes.plugins()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("there is no such file or folder");
  }

  private Path table(String header, String kindOfRow) throws IOException {
    StringBuilder csv = new StringBuilder(header + "\n");
    for (int i = 0; i < Fakes.SAMPLES; i++) {
      csv.append(i).append(',').append(kindOfRow).append(Fakes.kind(i)).append('\n');
    }
    return Files.writeString(temporary.resolve(header.replace(',', '-') + ".csv"), csv);
  }

  private Settings block(String more) {
    return Settings.parse("block", "type = bars, " + more);
  }

  @Test
  void any_data_set_has_attributes_from_a_table() throws IOException {
    String file = table("name,site", "site ").toString().replace("\\", "/");
    Dataset dataset = DataSets.open(block("attributes = \"" + file + "\""), Fakes.plugins());
    Samples all = dataset.samples();
    assertThat(all.attributes().text("site").get(4)).isEqualTo("site " + Fakes.kind(4));
    assertThat(dataset.test().attributes().text("site").get(0)).isEqualTo("site " + Fakes.kind(60));
    assertThat(dataset.train().count()).isEqualTo(60);
    assertThat(dataset.notes()).anyMatch(note -> note.contains("attributes: site"));
  }

  @Test
  void any_data_set_is_scored_by_a_table_that_is_told() throws IOException {
    String file = table("name,class", "c").toString().replace("\\", "/");
    Dataset dataset = DataSets.open(block("truth = \"" + file + "\""), Fakes.plugins());
    assertThat(dataset.truth().orElseThrow()).isEqualTo(Fakes.truth(0));
    assertThat(dataset.samples().attributes().names()).isEmpty();
  }

  @Test
  void a_nuisance_must_be_an_attribute() {
    Dataset dataset = DataSets.open(block("nuisance = [speaker]"), Fakes.plugins());
    assertThatThrownBy(dataset::samples)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("nuisance names 'speaker'")
        .hasMessageContaining("decipher.dataset.attributes");
  }

  @Test
  void a_run_writes_its_items_and_warns_of_what_its_classes_follow() throws IOException {
    String file = table("name,site", "site ").toString().replace("\\", "/");
    Path output = temporary.resolve("run");
    Discovery discovery =
        Discovery.of(
            Settings.parse("more", "decipher.dataset { attributes = \"" + file + "\" }")
                .over(Fakes.settings(output)),
            Fakes.plugins());
    discovery.run(RunContext.seeded(5));
    List<String> lines = Files.readAllLines(output.resolve("items.csv"));
    assertThat(lines.get(0)).isEqualTo("name,class,strength,outlier_score,x,y,second_class,site");
    assertThat(lines).hasSize(Fakes.SAMPLES + 1);
    assertThat(Files.readAllLines(output.resolve("classes.csv"))).hasSize(4);
    assertThat(Files.readString(output.resolve("warnings.txt")))
        .contains("classes follow `site` (NMI 1.00)");
    assertThat(
            JsonParser.parseString(Files.readString(output.resolve("report.json")))
                .getAsJsonObject()
                .getAsJsonObject("attributes")
                .get("site")
                .getAsDouble())
        .isEqualTo(1.0);
  }

  @Test
  void a_run_that_cannot_begin_leaves_no_directory() throws IOException {
    Path output = temporary.resolve("new/run");
    Discovery discovery =
        Discovery.of(
            Settings.parse("more", "decipher.dataset { nuisance = [speaker] }")
                .over(Fakes.settings(output)),
            Fakes.plugins());
    assertThatThrownBy(() -> discovery.run(RunContext.seeded(5)))
        .isInstanceOf(ConfigurationException.class);
    try (Stream<Path> held = Files.list(temporary)) {
      assertThat(held).isEmpty();
    }
  }

  @Test
  void data_of_a_run_are_found_from_another_working_directory() throws IOException {
    Path data = Files.createDirectories(temporary.resolve("work/data"));
    Path run = Files.createDirectories(temporary.resolve("work/runs/one"));
    Settings all =
        Settings.parse(
            "run", "decipher { output = runs/one, dataset { type = bars, path = data } }");
    assertThat(DataSets.relocated(all, run).at("decipher.dataset").text("path"))
        .contains(data.toString());
  }

  @Test
  void and_if_the_run_was_written_by_an_absolute_path() throws IOException {
    Path data = Files.createDirectories(temporary.resolve("work/data"));
    Path run = Files.createDirectories(temporary.resolve("work/a/deep/run"));
    Settings all =
        Settings.parse("run", "decipher.dataset { type = bars, directory = data }")
            .over(
                Settings.empty()
                    .with("decipher", Settings.empty().withValue("output", run.toString())));
    assertThat(DataSets.relocated(all, run).at("decipher.dataset").text("directory"))
        .contains(data.toString());
    Settings absent = Settings.parse("run", "decipher.dataset { type = bars, path = nowhere }");
    assertThat(DataSets.relocated(absent, run).at("decipher.dataset").text("path"))
        .contains("nowhere");
  }
}
