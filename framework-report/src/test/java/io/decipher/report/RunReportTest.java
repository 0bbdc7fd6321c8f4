// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  @TempDir Path run;

  @BeforeEach
  void write() throws IOException {
    RunFixture.write(run);
  }

  private ReportData data() {
    return RunReport.of(run, new RunFixture.Hostile(), RunReport.Limits.onePage());
  }

  private static JsonObject header(ReportData data) {
    return JsonParser.parseString(data.header()).getAsJsonObject();
  }

  @Test
  void holds_what_the_run_found() {
    ReportData data = data();
    JsonObject header = header(data);
    assertThat(header.get("samples").getAsInt()).isEqualTo(RunFixture.SAMPLES);
    assertThat(header.get("noise").getAsInt()).isEqualTo(2);
    assertThat(header.getAsJsonArray("classes")).hasSize(3);
    assertThat(header.get("settings").getAsString()).contains("seed = 7");
    assertThat(header.getAsJsonArray("training")).hasSize(1);
    ByteBuffer labels = ByteBuffer.wrap(data.array("labels")).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(labels.asShortBuffer().get(0)).isZero();
    assertThat(labels.asShortBuffer().get(31)).isEqualTo((short) 1);
    assertThat(labels.asShortBuffer().get(89)).isEqualTo((short) -1);
  }

  @Test
  void a_map_comes_back_to_a_65535th_of_its_width() throws IOException {
    ReportData data = data();
    JsonObject info = header(data).getAsJsonObject("arrays").getAsJsonObject("map-0");
    FloatMatrix places = Npy.read(run.resolve("projection.npy"));
    ByteBuffer raw = ByteBuffer.wrap(data.array("map-0")).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < places.rows(); i++) {
      for (int j = 0; j < 2; j++) {
        double step = info.getAsJsonArray("step").get(j).getAsDouble();
        double offset = info.getAsJsonArray("offset").get(j).getAsDouble();
        double value = offset + (raw.getShort(2 * (2 * i + j)) & 0xffff) * step;
        assertThat(value).isCloseTo(places.get(i, j), within(0.51 * step));
      }
    }
  }

  @Test
  void the_pair_that_can_least_be_told_apart_comes_first() {
    JsonObject pair = header(data()).getAsJsonArray("pairs").get(0).getAsJsonObject();
    assertThat(pair.get("first").getAsInt()).isZero();
    assertThat(pair.get("second").getAsInt()).isEqualTo(1);
  }

  @Test
  void classes_that_follow_a_column_are_warned_of_and_differ_in_its_words() {
    JsonObject header = header(data());
    assertThat(header.getAsJsonArray("warnings").get(0).getAsString()).contains("“recording”");
    JsonObject first =
        header
            .getAsJsonArray("classes")
            .get(0)
            .getAsJsonObject()
            .getAsJsonArray("neighbours")
            .get(0)
            .getAsJsonObject();
    assertThat(first.getAsJsonArray("differs").toString()).contains("recording").contains("begin");
  }

  @Test
  void transitions_end_where_a_recording_does() {
    JsonObject header = header(data());
    int between =
        header
            .getAsJsonObject("transitions")
            .getAsJsonArray("counts")
            .get(0)
            .getAsJsonArray()
            .get(1)
            .getAsInt();
    assertThat(between).isZero(); // the first of class 1 begins another recording
    assertThat(
            header
                .getAsJsonObject("transitions")
                .getAsJsonArray("counts")
                .get(1)
                .getAsJsonArray()
                .get(2)
                .getAsInt())
        .isEqualTo(1);
  }

  @Test
  void the_same_run_gives_the_same_bytes() {
    assertThat(data().header()).isEqualTo(data().header());
    assertThat(data().array("thumbnails-0")).isEqualTo(data().array("thumbnails-0"));
  }

  @Test
  void pictures_that_find_no_room_are_left_out_and_that_is_said() {
    ReportData data =
        RunReport.of(run, new RunFixture.Hostile(), new RunReport.Limits(8, 2_000, 0, 0));
    JsonObject header = header(data);
    int kept = data.array("thumbnail-samples").length / 2;
    assertThat(kept).isBetween(10, RunFixture.SAMPLES - 1);
    assertThat(header.getAsJsonArray("leftOut").toString()).contains("pictures of " + kept);
  }

  @Test
  void one_bit_of_any_file_that_is_shown_is_noticed() throws IOException {
    for (String name :
        List.of(
            "labels.npy",
            "strengths.npy",
            "features.npy",
            "projection.npy",
            "metrics.jsonl",
            "report.json")) {
      byte[] whole = Files.readAllBytes(run.resolve(name));
      byte[] flipped = whole.clone();
      flipped[flipped.length / 2] ^= 1;
      Files.write(run.resolve(name), flipped);
      assertThatThrownBy(this::data)
          .as(name)
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("SHA-256");
      Files.write(run.resolve(name), whole);
    }
    assertThat(data().names()).isNotEmpty();
  }

  @Test
  void a_file_that_the_run_wrote_and_is_gone_or_that_was_added_is_noticed() throws IOException {
    byte[] places = Files.readAllBytes(run.resolve("projection.npy"));
    Files.delete(run.resolve("projection.npy"));
    assertThatThrownBy(this::data).hasMessageContaining("projection.npy: is missing");
    Files.write(run.resolve("projection.npy"), places);
    Files.writeString(run.resolve("tree.json"), "{}");
    assertThatThrownBy(this::data).hasMessageContaining("tree.json: is not listed");
  }

  @Test
  void a_configuration_that_a_person_edited_is_told() throws IOException {
    assertThat(header(data()).getAsJsonArray("warnings").toString()).doesNotContain("was changed");
    Files.writeString(run.resolve("decipher.conf"), "decipher { seed = 8 }\n");
    assertThat(header(data()).getAsJsonArray("warnings").toString())
        .contains("decipher.conf was changed since the run ended");
  }

  @Test
  void a_directory_that_is_no_run_is_refused() {
    assertThatThrownBy(() -> RunReport.samples(run.resolve("nothing")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is not a directory");
  }

  @Test
  void another_number_of_samples_is_refused() {
    assertThatThrownBy(
            () -> RunReport.of(run, ReportSamples.unknown(17), RunReport.Limits.onePage()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("90 samples")
        .hasMessageContaining("now has 17");
  }

  @Test
  void a_damaged_file_is_named() throws IOException {
    Npy.write(run.resolve("features.npy"), FloatMatrix.wrap(3, 1, new float[3]));
    RunFixture.seal(run);
    assertThatThrownBy(this::data)
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("features.npy")
        .hasMessageContaining("has 3 rows; expected 90");
  }

  @Test
  void a_training_alone_has_a_report_without_samples() throws IOException {
    Path trained = Files.createDirectories(run.resolve("trained"));
    Files.writeString(trained.resolve("training.json"), "{\"samples\": 5, \"seed\": 3}");
    RunFixture.seal(trained);
    ReportData data = RunReport.of(trained, ReportSamples.unknown(0), RunReport.Limits.onePage());
    assertThat(header(data).get("job").getAsString()).isEqualTo("train");
    assertThat(header(data).get("samples").getAsInt()).isZero();
  }
}
