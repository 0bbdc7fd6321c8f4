// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.decipher.api.Manifest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody else puts where Decipher looks: caches, links, includes. All are refused. */
class PlantedTest {
  @TempDir Path temporary;

  private Path groups() throws IOException {
    Path groups = temporary.resolve("groups");
    TinyRuns.Answer answer = TinyRuns.decipher(cluster(groups));
    assertThat(answer.status()).as(answer.err()).isZero();
    return groups;
  }

  private List<String> cluster(Path output) throws IOException {
    Path points = TinyRuns.points(temporary.resolve("points.csv"));
    return TinyRuns.clustering(points.toString(), output.toString());
  }

  /** A server that must not be asked. */
  private static final class Server implements AutoCloseable {
    private final ServerSocket socket;

    Server() throws IOException {
      socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      socket.setSoTimeout(200);
    }

    String include() {
      return "include url(\"http://127.0.0.1:" + socket.getLocalPort() + "/who-reads-me\")\n";
    }

    boolean wasAsked() throws IOException {
      try {
        socket.accept().close();
        return true;
      } catch (SocketTimeoutException nobody) {
        return false;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void an_address_in_a_configuration_is_refused_and_not_asked() throws IOException {
    try (Server server = new Server()) {
      Path file = Files.writeString(temporary.resolve("my.conf"), server.include());
      TinyRuns.Answer answer = TinyRuns.decipher(List.of("config", "-c", file.toString()));
      assertThat(answer.status()).isEqualTo(Main.MISUSED);
      assertThat(answer.err()).contains("include");
      assertThat(server.wasAsked()).isFalse();
    }
  }

  @Test
  void an_address_in_a_model_is_refused_and_not_asked_even_if_the_manifest_was_forged()
      throws IOException {
    Path groups = groups();
    try (Server server = new Server()) {
      for (String planted : List.of(server.include(), "x = ${HOME}\n", "include \"other\"\n")) {
        Path conf = groups.resolve("model/model.conf");
        byte[] before = Files.readAllBytes(conf);
        Files.writeString(conf, planted, StandardOpenOption.APPEND);
        Manifest.write(
            groups.resolve("model"),
            groups.resolve("model").resolve(Manifest.FILE),
            Map.of(),
            Set.of());
        TinyRuns.Answer answer =
            TinyRuns.decipher(
                List.of(
                    "assign",
                    "-m",
                    groups.toString(),
                    temporary.resolve("points.csv").toString(),
                    "-o",
                    temporary.resolve("assigned").toString()));
        assertThat(answer.status()).as(planted + answer.err()).isNotZero();
        assertThat(answer.err())
            .contains("model.conf")
            .doesNotContain("Exception", System.getProperty("user.home") + "\"");
        Files.write(conf, before);
      }
      assertThat(server.wasAsked()).isFalse();
    }
  }

  @Test
  void a_link_in_an_output_directory_is_not_written_through() throws IOException {
    for (String name :
        List.of(".decipher.conf.part", ".lock", ".lock-holder", ".lock-holder.part", ".written")) {
      Path victim = Files.writeString(temporary.resolve("victim"), "precious");
      Path output = Files.createDirectory(temporary.resolve("out" + name));
      Files.createSymbolicLink(output.resolve(name), victim);
      TinyRuns.Answer answer = TinyRuns.decipher(cluster(output));
      assertThat(answer.status()).as(name).isEqualTo(Main.MISUSED);
      assertThat(victim).as(name).hasContent("precious");
    }
  }

  @Test
  void a_link_in_a_run_directory_is_not_written_through() throws IOException {
    Path groups = groups();
    Path victim = Files.writeString(temporary.resolve("victim"), "precious");
    for (String name : List.of(".report.html.part", ".manifest.sha256.part")) {
      Files.createSymbolicLink(groups.resolve(name), victim);
      TinyRuns.Answer answer =
          TinyRuns.decipher(
              List.of(
                  "report",
                  groups.toString(),
                  "--points",
                  temporary.resolve("points.csv").toString()));
      assertThat(answer.status()).as(answer.err()).isZero();
      assertThat(victim).as(name).hasContent("precious");
      assertThat(groups.resolve(name)).doesNotExist();
    }
  }

  @Test
  void a_cache_that_others_can_write_to_is_refused_by_its_path() throws Exception {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    Path cache = Files.createDirectory(temporary.resolve("cache"));
    Path planted = Files.createDirectories(cache.resolve("mxnet/1.9.1-mkl-linux-x86_64"));
    Files.writeString(planted.resolve("libmxnet.so"), "what somebody else wants to run");
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path bars = TinyRuns.bars(temporary.resolve("bars"));
    Path output = temporary.resolve("run");
    ProcessBuilder builder =
        new ProcessBuilder(
                TinyRuns.program(
                    List.of(), new ArrayList<>(TinyRuns.arguments("train", bars, output))))
            .redirectErrorStream(true)
            .redirectOutput(temporary.resolve("log").toFile());
    builder.environment().put("DJL_CACHE_DIR", cache.toString());
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(Main.FAILED);
    assertThat(Files.readString(temporary.resolve("log")))
        .contains(cache.toString(), "DJL_CACHE_DIR")
        .doesNotContain("\tat ");
    assertThat(output).doesNotExist();
  }
}
