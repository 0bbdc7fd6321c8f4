// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.ConfigurationException;
import io.decipher.report.RunFixture;
import io.decipher.report.corrections.CorrectionJournal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplorerTest {
  @TempDir Path run;
  private Explorer explorer;
  private URI address;

  @BeforeEach
  void start() throws IOException {
    RunFixture.write(run);
    explorer = explorer();
    address = explorer.address();
  }

  private Explorer explorer() {
    return Explorer.start(
        run,
        RunFixture.labels(),
        new RunFixture.Hostile(),
        members -> members.length < 10 ? Optional.empty() : Optional.of(Arrays.copyOf(members, 3)),
        "tester",
        0);
  }

  @AfterEach
  void stop() {
    explorer.close();
  }

  private String host() {
    return "127.0.0.1:" + address.getPort();
  }

  /** Sends a request as it stands, so that every header can be forged. */
  private String ask(String method, String path, String body, String... headers)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
      StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
      boolean named = Arrays.stream(headers).anyMatch(one -> one.startsWith("Host:"));
      if (!named) {
        request.append("Host: ").append(host()).append("\r\n");
      }
      for (String header : headers) {
        request.append(header).append("\r\n");
      }
      request
          .append("Connection: close\r\nContent-Length: ")
          .append(body.length())
          .append("\r\n\r\n")
          .append(body);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String get(String path, String... headers) throws IOException {
    return ask("GET", address.getPath() + path, "", headers);
  }

  private String post(String path, String body) throws IOException {
    return ask(
        "POST", address.getPath() + path, body, "Origin: http://" + host(), "X-Decipher: page");
  }

  @Test
  void serves_page_header_arrays_and_pictures() throws IOException {
    assertThat(get("")).startsWith("HTTP/1.1 200").contains("Content-Security-Policy");
    assertThat(get("header.json")).contains("\"format\":\"decipher-report\"");
    assertThat(get("array/labels")).startsWith("HTTP/1.1 200");
    assertThat(get("thumbnail/3")).contains("image/png");
    assertThat(get("thumbnail/90")).startsWith("HTTP/1.1 404");
    assertThat(get("thumbnail/x")).startsWith("HTTP/1.1 404");
    assertThat(get("array/../labels")).startsWith("HTTP/1.1 404");
  }

  @Test
  void without_the_token_nothing_is_served() throws IOException {
    assertThat(ask("GET", "/", "")).startsWith("HTTP/1.1 403");
    assertThat(ask("GET", "/header.json", "")).startsWith("HTTP/1.1 403");
    assertThat(ask("GET", address.getPath().substring(0, 20) + "/", "")).startsWith("HTTP/1.1 403");
  }

  @Test
  void a_foreign_name_that_resolves_here_is_not_served() throws IOException {
    assertThat(get("", "Host: evil.example:" + address.getPort())).startsWith("HTTP/1.1 403");
    assertThat(get("", "Host: localhost:" + address.getPort())).startsWith("HTTP/1.1 200");
  }

  @Test
  void another_origin_corrects_nothing() throws IOException {
    String rename = "{\"action\":\"rename\",\"class\":0,\"name\":\"x\"}";
    String path = address.getPath() + "correct";
    assertThat(ask("POST", path, rename)).startsWith("HTTP/1.1 403");
    assertThat(ask("POST", path, rename, "Origin: http://evil.example", "X-Decipher: page"))
        .startsWith("HTTP/1.1 403");
    assertThat(ask("POST", path, rename, "Origin: http://" + host())).startsWith("HTTP/1.1 403");
    assertThat(CorrectionJournal.read(run, RunFixture.labels())).isEmpty();
  }

  @Test
  void corrections_are_on_disk_when_they_are_answered() throws IOException {
    assertThat(post("correct", "{\"action\":\"merge\",\"classes\":[0,1]}"))
        .startsWith("HTTP/1.1 200")
        .contains("\"holding\":1");
    assertThat(CorrectionJournal.read(run, RunFixture.labels())).hasSize(1);
    assertThat(get("classes.json")).contains("\"number\":2").doesNotContain("\"number\":1,");
    assertThat(post("undo", "{}")).contains("\"holding\":0").contains("\"done\":true");
    assertThat(post("redo", "{}")).contains("\"holding\":1");
    assertThat(post("split", "{\"class\":0}")).contains("\"holding\":2");
    assertThat(get("corrections.csv")).contains(",merge,yes,").contains(",undo,no,");
  }

  @Test
  void what_is_wrong_is_told() throws IOException {
    assertThat(post("correct", "{\"action\":\"rename\",\"class\":9,\"name\":\"x\"}"))
        .startsWith("HTTP/1.1 409")
        .contains("there is no class 9");
    assertThat(post("correct", "nonsense")).startsWith("HTTP/1.1 409");
    assertThat(post("correct", "{\"action\":\"explode\"}"))
        .contains("is not an action; known: rename");
    assertThat(post("split", "{}")).startsWith("HTTP/1.1 400");
    assertThat(post("elsewhere", "{}")).startsWith("HTTP/1.1 404");
    assertThat(ask("PUT", address.getPath(), "")).startsWith("HTTP/1.1 405");
  }

  @Test
  void a_second_explorer_is_told() {
    assertThatThrownBy(this::explorer)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("another explorer");
  }
}
