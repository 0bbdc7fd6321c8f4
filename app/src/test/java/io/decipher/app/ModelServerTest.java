// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.decipher.api.ConfigurationException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.runtime.Recognition;
import io.decipher.runtime.ServedModel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model that answers over real HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelServerTest {
  private static final int SIDE = 12;
  private static final int SIZE = SIDE * SIDE;
  private static final String JSON = "Content-Type: application/json";

  @TempDir static Path temporary;

  private ServedModel model;
  private ModelServer server;

  /** An answer of HTTP. */
  private record Answer(int status, String head, String body) {
    JsonObject json() {
      return JsonParser.parseString(body).getAsJsonObject();
    }
  }

  @BeforeAll
  void serve() throws IOException {
    Path bars = TinyRuns.bars(temporary.resolve("bars"));
    StringWriter err = new StringWriter();
    List<String> discover =
        TinyRuns.arguments("discover", bars, temporary.resolve("run"), "preprocess=[]");
    int status =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            discover.toArray(String[]::new));
    assertThat(status).as(err.toString()).isZero();
    model = ServedModel.load(temporary.resolve("run"), Plugins.discover());
    server = ModelServer.start(model, 0, "", new ModelServer.Limits(100_000, 30, 2));
  }

  @AfterAll
  void end() {
    if (server != null) {
      server.close();
    }
    if (model != null) {
      model.close();
    }
  }

  private Answer ask(String method, String path, byte[] body, String... headers) {
    return ask(server, method, path, body, headers);
  }

  private static Answer ask(
      ModelServer server, String method, String path, byte[] body, String... headers) {
    int port = URI.create(server.address()).getPort();
    try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
      StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
      boolean named = Stream.of(headers).anyMatch(header -> header.startsWith("Host:"));
      if (!named) {
        request.append("Host: 127.0.0.1:").append(port).append("\r\n");
      }
      for (String header : headers) {
        request.append(header).append("\r\n");
      }
      request.append("Content-Length: ").append(body.length).append("\r\n");
      request.append("Connection: close\r\n\r\n");
      OutputStream out = socket.getOutputStream();
      out.write(request.toString().getBytes(StandardCharsets.US_ASCII));
      try {
        out.write(body);
        out.flush();
      } catch (IOException refused) {
        // What is refused need not be read to its end.
      }
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int blank = answer.indexOf("\r\n\r\n");
      return new Answer(
          Integer.parseInt(answer.split(" ", 3)[1]),
          answer.substring(0, blank),
          answer.substring(blank + 4));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Answer post(String path, String json) {
    return ask("POST", path, json.getBytes(StandardCharsets.UTF_8), JSON);
  }

  private Answer get(String path, String... headers) {
    return ask("GET", path, new byte[0], headers);
  }

  /** Bars at the three heights that the run's own are at. */
  private static FloatMatrix bars(int count) {
    float[] values = new float[count * SIZE];
    for (int i = 0; i < values.length; i++) {
      int y = i % SIZE / SIDE;
      int x = i % SIDE;
      values[i] = y / 4 == i / SIZE % 3 && x > 1 && x < 10 ? 0.8f : 0.05f;
    }
    return FloatMatrix.wrap(count, SIZE, values);
  }

  private static String samples(FloatMatrix matrix) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < matrix.rows(); i++) {
      List<String> row = new ArrayList<>();
      for (float value : matrix.row(i)) {
        row.add(String.format(Locale.ROOT, "%s", value));
      }
      rows.add("[" + String.join(",", row) + "]");
    }
    return "{\"samples\":[" + String.join(",", rows) + "]}";
  }

  @Test
  void samples_are_assigned_as_by_the_command() {
    Samples given = Samples.of(bars(5), SampleType.image(SIDE, SIDE));
    Recognition.Recognized expected = model.assign(given, 0.99, RunContext.seeded(0));

    Answer answer = post("/v1/assign", samples(bars(5)));

    assertThat(answer.status).as(answer.body).isEqualTo(200);
    List<JsonElement> all = answer.json().getAsJsonArray("samples").asList();
    assertThat(all).hasSize(5);
    for (int i = 0; i < 5; i++) {
      JsonObject one = all.get(i).getAsJsonObject();
      assertThat(one.get("class").getAsInt()).isEqualTo(expected.found().labels().get(i));
      assertThat(one.get("nearest").getAsInt()).isEqualTo(expected.nearest().labels().get(i));
      assertThat(one.get("confidence").getAsFloat())
          .isEqualTo(expected.nearest().strengths().get(i, 0));
    }
  }

  @Test
  void a_file_is_read_as_the_command_reads_it() throws IOException {
    Path file = temporary.resolve("bars.npy");
    Npy.write(file, bars(4));
    Answer answer =
        ask("POST", "/v1/encode", Files.readAllBytes(file), "Content-Type: application/x-npy");
    assertThat(answer.status).as(answer.body).isEqualTo(200);
    assertThat(answer.json().getAsJsonArray("latents"))
        .isEqualTo(post("/v1/encode", samples(bars(4))).json().getAsJsonArray("latents"))
        .hasSize(4);
  }

  @Test
  void one_seed_generates_the_same() {
    Answer first = post("/v1/generate", "{\"count\":3,\"seed\":7}");
    assertThat(first.status).as(first.body).isEqualTo(200);
    assertThat(first.json().getAsJsonArray("samples")).hasSize(3);
    assertThat(first.json().getAsJsonArray("samples").get(0).getAsJsonArray()).hasSize(SIZE);
    assertThat(post("/v1/generate", "{\"count\":3,\"seed\":7}").body).isEqualTo(first.body);
    assertThat(post("/v1/generate", "{\"count\":3,\"seed\":8}").body).isNotEqualTo(first.body);
    assertThat(post("/v1/generate", "{\"class\":0}").status).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/assign | {} | 400 | expected samples: an array of arrays of 144 numbers",
        "/v1/assign | nonsense { | 400 | the request is not JSON",
        "/v1/assign | [1] | 400 | expected a JSON object",
        "/v1/assign | {\"samples\":[[1,2]]} | 400 | sample 0 is not an array of 144 numbers",
        "/v1/assign | {\"samples\":[1],\"keep\":0} | 400 | keep must be in (0, 1], but was 0.0",
        "/v1/generate | {\"count\":0} | 400 | count must be from 1 to 10000, but was 0",
        "/v1/generate | {\"count\":\"many\"} | 400 | expected a number",
        "/v1/generate | {\"count\":1.5} | 400 | expected a whole number",
        "/v1/generate | {\"class\":99} | 422 | 99",
        "/v1/nothing | {} | 404 | there is no /v1/nothing; /openapi.json describes what there is"
      })
  void what_makes_no_sense_is_answered_for_people(
      String path, String json, int status, String problem) {
    Answer answer = post(path, json);
    assertThat(answer.status).as(answer.body).isEqualTo(status);
    assertThat(answer.json().get("problem").getAsString())
        .contains(problem)
        .doesNotContain("Exception", "\tat ");
  }

  @Test
  void a_file_that_is_none_is_answered_without_a_path_of_this_machine() {
    Answer answer =
        ask("POST", "/v1/assign", new byte[] {1, 2, 3}, "Content-Type: application/x-npy");
    assertThat(answer.status).isEqualTo(422);
    assertThat(answer.body).contains("what was sent").doesNotContain("decipher-serve");
    assertThat(ask("POST", "/v1/assign", new byte[3], "Content-Type: text/plain").status)
        .isEqualTo(415);
  }

  @Test
  void what_is_too_large_is_refused() {
    Answer answer = ask("POST", "/v1/assign", new byte[200_000], JSON);
    assertThat(answer.status).isEqualTo(413);
    assertThat(answer.body).contains("has at most 100000 bytes");
  }

  @Test
  void what_takes_too_long_is_given_up_and_what_is_too_much_at_once_is_refused() throws Exception {
    try (ModelServer strict =
        ModelServer.start(model, 0, "", new ModelServer.Limits(1 << 20, 1, 1))) {
      Answer[] second = new Answer[1];
      CompletableFuture<Answer> first;
      ExecutorService asking = Executors.newSingleThreadExecutor();
      Thread holding = new Thread(() -> hold(1500));
      holding.start();
      try {
        Thread.sleep(100); // until the model is held
        first =
            CompletableFuture.supplyAsync(
                () ->
                    ask(
                        strict,
                        "POST",
                        "/v1/generate",
                        "{}".getBytes(StandardCharsets.UTF_8),
                        JSON),
                asking);
        Thread.sleep(300); // until that is worked at
        second[0] =
            ask(strict, "POST", "/v1/generate", "{}".getBytes(StandardCharsets.UTF_8), JSON);
        assertThat(second[0].status).isEqualTo(503);
        assertThat(second[0].head).contains("Retry-after: 1");
        assertThat(first.join().status).isEqualTo(504);
        assertThat(first.join().body).contains("the request took more than 1 s");
      } finally {
        holding.join();
        asking.shutdown();
      }
    }
  }

  /** Holds the model, as a long question does. */
  private void hold(long millis) {
    model.exclusively(
        () -> {
          try {
            Thread.sleep(millis);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void other_hosts_and_pages_of_browsers_are_refused() {
    assertThat(get("/health", "Host: example.org").status).isEqualTo(403);
    assertThat(get("/health", "Origin: http://example.org").status).isEqualTo(403);
    assertThat(ask("PUT", "/v1/assign", new byte[0]).status).isEqualTo(405);
    assertThat(get("/v1/assign").status).isEqualTo(405);
  }

  @Test
  void where_there_is_a_token_it_must_be_sent() {
    try (ModelServer guarded =
        ModelServer.start(model, 0, "secret", new ModelServer.Limits(1 << 20, 30, 2))) {
      byte[] none = new byte[0];
      assertThat(ask(guarded, "GET", "/health", none).status).isEqualTo(200);
      assertThat(ask(guarded, "GET", "/v1/model", none).status).isEqualTo(401);
      assertThat(ask(guarded, "GET", "/v1/model", none, "Authorization: Bearer wrong").status)
          .isEqualTo(401);
      assertThat(ask(guarded, "GET", "/v1/model", none, "Authorization: Bearer secret").status)
          .isEqualTo(200);
    }
  }

  @Test
  void the_model_the_document_health_and_counts_are_told() {
    assertThat(get("/health").body).isEqualTo("{\"status\":\"ok\"}");
    JsonObject answer = get("/v1/model").json();
    assertThat(answer.get("size").getAsInt()).isEqualTo(SIZE);
    assertThat(answer.get("assigns").getAsBoolean()).isTrue();
    JsonObject paths = get("/openapi.json").json().getAsJsonObject("paths");
    assertThat(paths.keySet())
        .containsExactlyInAnyOrder(
            "/v1/model",
            "/v1/assign",
            "/v1/encode",
            "/v1/generate",
            "/health",
            "/metrics",
            "/openapi.json");
    post("/v1/generate", "{\"count\":2}");
    post("/v1/generate", "{\"count\":0}");
    assertThat(get("/metrics").body)
        .contains("# TYPE decipher_requests_total counter")
        .containsPattern("decipher_requests_total\\{path=\"/v1/generate\",status=\"200\"} [1-9]")
        .containsPattern("decipher_requests_total\\{path=\"/v1/generate\",status=\"400\"} [1-9]")
        .containsPattern("decipher_samples_total\\{path=\"/v1/generate\"} \\d+")
        .containsPattern("decipher_request_seconds_count\\{path=\"/v1/generate\"} \\d+");
  }

  @Test
  void a_directory_without_a_model_and_limits_that_are_none_are_refused() {
    assertThatThrownBy(() -> ServedModel.load(temporary.resolve("bars"), Plugins.discover()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("holds no model");
    StringWriter err = new StringWriter();
    int status =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            "serve",
            "-m",
            temporary.resolve("run").toString(),
            "--max-seconds",
            "0");
    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("--max-seconds must be from 1 to 86400, but was 0");
  }
}
