// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultReportTest {
  @TempDir private Path folder;

  private JsonObject header(String file, String json) throws IOException {
    Files.writeString(folder.resolve(file), json);
    return JsonParser.parseString(ResultReport.of(folder).header()).getAsJsonObject();
  }

  private static JsonArray rows(JsonObject header, int table) {
    return header.getAsJsonArray("tables").get(table).getAsJsonObject().getAsJsonArray("rows");
  }

  private static String title(JsonObject header, int table) {
    return header.getAsJsonArray("tables").get(table).getAsJsonObject().get("title").getAsString();
  }

  @Test
  void what_lies_alone_becomes_one_table_and_objects_in_a_list_a_table_of_rows()
      throws IOException {
    JsonObject header =
        header(
            "summary.json",
            """
            {"runs": [{"seed": 1, "classes": 10, "scores": {"nmi": 0.97}, "seconds": 7.5},
                      {"seed": 2, "classes": 9, "scores": {"nmi": 0.91}, "seconds": 8.5}],
             "similarity": 0.93, "consensus": {"samples": 200, "sizes": [120, 80]},
             "about": {"seconds": 16.0}}
            """);
    assertThat(header.get("job").getAsString()).isEqualTo("study of seeds");
    assertThat(title(header, 0)).isEqualTo("What was measured");
    assertThat(rows(header, 0))
        .hasToString(
            "[[\"similarity\",0.93],[\"consensus, samples\",200],[\"consensus, sizes\",\"120, 80\"]]");
    assertThat(title(header, 1)).isEqualTo("Runs");
    assertThat(rows(header, 1)).hasToString("[[1,10,0.97],[2,9,0.91]]");
    assertThat(header.getAsJsonObject("about").has("seconds")).isFalse(); // one seed, one page
  }

  @Test
  void objects_beside_each_other_are_rows_with_their_names() throws IOException {
    JsonObject header =
        header(
            "judgement.json",
            """
            {"controls": {"floor": {"fidLeNet": 1.5, "scoreDeviation": 0.5}, "oneDigit": {"fidLeNet": 200.25, "digit": 3}}}
            """);
    assertThat(title(header, 0)).isEqualTo("Controls");
    assertThat(header.getAsJsonArray("tables").get(0).getAsJsonObject().get("columns"))
        .hasToString("[\"of\",\"FID-LeNet\",\"score deviation\",\"digit\"]");
    assertThat(rows(header, 0).get(0)).hasToString("[\"floor\",1.5,0.5,null]");
    assertThat(rows(header, 0).get(1)).hasToString("[\"one digit\",200.25,null,3]");
  }

  @Test
  void warnings_and_pictures_are_shown() throws IOException {
    Files.write(folder.resolve("reconstructions.png"), new byte[] {1, 2, 3});
    JsonObject header = header("evaluation.json", "{\"warnings\": [\"few\"], \"seed\": 7}");
    assertThat(header.getAsJsonArray("warnings")).hasToString("[\"few\"]");
    assertThat(header.get("seed").getAsInt()).isEqualTo(7);
    assertThat(header.getAsJsonArray("pictures")).hasSize(1);
    assertThat(ResultReport.of(folder).array("reconstructions.png")).containsExactly(1, 2, 3);
  }

  @Test
  void a_link_is_no_picture_and_no_result() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "secret");
    Files.createSymbolicLink(folder.resolve("reconstructions.png"), elsewhere);
    assertThat(ResultReport.isIn(folder)).isFalse();
    assertThat(header("evaluation.json", "{}").getAsJsonArray("pictures")).isEmpty();
  }

  @Test
  void what_the_list_of_a_study_names_must_be_as_it_was_written() throws IOException {
    Path summary = Files.writeString(folder.resolve("summary.json"), "{\"similarity\": 0.5}");
    Manifest.write(folder, folder.resolve(Manifest.FILE), Map.of(), Set.of());
    assertThat(ResultReport.isIn(folder)).isTrue();
    Files.writeString(summary, "{\"similarity\": 0.9}");
    assertThatThrownBy(() -> ResultReport.of(folder))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("summary.json");
    Files.delete(summary);
    assertThatThrownBy(() -> ResultReport.isIn(folder))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("summary.json");
  }

  @Test
  void what_is_no_result_is_refused_and_what_is_damaged_named() throws IOException {
    assertThatThrownBy(() -> ResultReport.of(folder))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("judgement.json");
    Files.writeString(folder.resolve("judgement.json"), "[1");
    assertThatThrownBy(() -> ResultReport.of(folder))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("judgement.json")
        .hasMessageContaining("damaged");
  }
}
