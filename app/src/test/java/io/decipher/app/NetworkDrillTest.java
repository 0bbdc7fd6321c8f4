// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every command under {@code strace -f -e trace=network}, and then without any network at all
 * ({@code unshare -n}): no command connects a socket, binds one or sends by one, but {@code
 * explore}, which binds one on the loopback address. {@code mvn verify -pl app -am -Dgroups=slow
 * -DexcludedGroups= -Dtest=NetworkDrillTest -Dsurefire.failIfNoSpecifiedTests=false}, on Linux,
 * where strace is and namespaces may be made.
 */
@Tag("slow")
class NetworkDrillTest {
  /**
   * What a JDK does once, before its first file channel as well: a socket of either kind, without
   * an address, closed at once, to know which the system has.
   */
  private static final String PROBE =
      ".*\\bsocket\\(AF_INET6?, SOCK_STREAM, IPPROTO_IP\\) += +-?\\d+.*";

  @TempDir Path temporary;

  private static boolean works(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException notThere) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Every command, in an order in which each finds what it needs, with the status it ends with. */
  private Map<List<String>, Integer> commands(Path place) throws IOException {
    Path bars = TinyRuns.bars(place.resolve("bars"));
    Path points = TinyRuns.points(place.resolve("points.csv"));
    Path sound = Files.createDirectories(place.resolve("sound"));
    Files.write(sound.resolve("tone.wav"), tone());
    String images = bars.resolve("t10k-images-idx3-ubyte").toString();
    Path found = place.resolve("found");
    String run = found.toString();
    String groups = place.resolve("groups").toString();
    Map<List<String>, Integer> all = new LinkedHashMap<>();
    all.put(List.of("plugins"), 0);
    all.put(List.of("config"), 0);
    all.put(TinyRuns.arguments("discover", bars, found), 0);
    all.put(TinyRuns.arguments("train", bars, place.resolve("trained")), 0);
    all.put(List.of("discover", "--resume", run), 0);
    all.put(List.of("report", run), 0);
    all.put(List.of("assign", "-m", run, images, "-o", place.resolve("assigned").toString()), 0);
    all.put(
        List.of("generate", "-m", run, "--count", "4", "-o", place.resolve("new").toString()), 0);
    all.put(
        List.of(
            "evaluate",
            "-m",
            run,
            "--images",
            "4",
            "--samples",
            "2",
            "-o",
            place.resolve("evaluated").toString()),
        0);
    all.put(TinyRuns.clustering(points.toString(), groups), 0);
    all.put(
        List.of(
            "assign", "-m", groups, points.toString(), "-o", place.resolve("grouped").toString()),
        0);
    all.put(List.of("segment", sound.toString(), "-o", place.resolve("segments").toString()), 0);
    String codes = place.resolve("codes").toString();
    all.put(List.of("encode", "-m", run, images, "-o", codes), 0);
    all.put(
        List.of(
            "decode", "-m", run, codes + "/latents.npy", "-o", place.resolve("back").toString()),
        0);
    all.put(List.of("anomalies", "-m", run, images, "-o", place.resolve("odd").toString()), 0);
    all.put(
        List.of(
            "denoise",
            "-m",
            run,
            images,
            "--corruption",
            "gaussian",
            "--amount",
            "0.3",
            "-o",
            place.resolve("clean").toString()),
        null);
    Path few = Files.writeString(place.resolve("few.csv"), "row,class\n0,a\n1,b\n2,c\n3,a\n");
    all.put(
        List.of(
            "label",
            "-m",
            run,
            "--labels",
            few.toString(),
            "--quick",
            "-o",
            place.resolve("labelled").toString()),
        0);
    List<String> sweep = new ArrayList<>(TinyRuns.arguments("sweep", bars, place.resolve("swept")));
    sweep.addAll(List.of("--vary", "decipher.model.latent-size=[4,6]"));
    all.put(sweep, 0);
    List<String> check = TinyRuns.arguments("check", bars, place.resolve("unused"));
    all.put(check.subList(0, check.size() - 2), null);
    all.put(List.of("judge", "-m", run, "-o", place.resolve("judged").toString()), 1);
    all.put(List.of("explore", run), null);
    all.put(List.of("serve", "-m", run), null);
    all.put(
        List.of("refine", run, "-o", place.resolve("refined").toString()),
        Main.MISUSED); // nothing was corrected
    return all;
  }

  /** A second of a tone between silences. */
  private static byte[] tone() {
    int rate = 8000;
    ByteBuffer file = ByteBuffer.allocate(44 + 2 * 3 * rate).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(file.capacity() - 8);
    file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    file.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(2 * rate);
    file.putShort((short) 2).putShort((short) 16);
    file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * 3 * rate);
    for (int i = 0; i < 3 * rate; i++) {
      boolean sounds = i / rate == 1;
      file.putShort((short) (sounds ? 9000 * Math.sin(2 * Math.PI * 900 * i / rate) : i % 3));
    }
    return file.array();
  }

  /** Returns whether a command goes on until it is ended. */
  private static boolean serves(List<String> arguments) {
    return arguments.get(0).equals("explore") || arguments.get(0).equals("serve");
  }

  private int run(List<String> before, List<String> arguments, Path log) throws Exception {
    List<String> command = new ArrayList<>(before);
    command.addAll(TinyRuns.program(List.of(), arguments));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (serves(arguments)) { // which goes on until it is ended
      for (int i = 0; i < 600 && process.isAlive(); i++) {
        if (Files.readString(log).contains("http://127.0.0.1:")) {
          break;
        }
        Thread.sleep(100);
      }
      assertThat(Files.readString(log)).contains("http://127.0.0.1:");
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  @Test
  void no_command_uses_a_socket_but_explore_and_serve_on_the_loopback_address() throws Exception {
    assumeTrue(works("strace", "-o", "/dev/null", "true"), "strace is not there, or not allowed");
    Path trace = temporary.resolve("trace");
    Path log = temporary.resolve("log");
    for (Map.Entry<List<String>, Integer> each :
        commands(Files.createDirectory(temporary.resolve("traced"))).entrySet()) {
      List<String> arguments = each.getKey();
      int status =
          run(
              List.of("strace", "-f", "-qq", "-e", "trace=network", "-o", trace.toString()),
              arguments,
              log);
      if (each.getValue() != null) {
        assertThat(status)
            .as("%s: %s", arguments, Files.readString(log))
            .isEqualTo(each.getValue());
      }
      List<String> calls =
          Files.readAllLines(trace).stream()
              .filter(line -> line.matches(".*AF_(INET|INET6|NETLINK|PACKET).*"))
              .filter(line -> !line.matches(PROBE))
              .toList();
      System.out.printf("%s: %d calls of the network%n", arguments.get(0), calls.size());
      if (serves(arguments)) {
        assertThat(calls)
            .allMatch(
                line ->
                    line.matches(".*\\b(socket|setsockopt|getsockname|getsockopt)\\(.*")
                        || line.matches(
                            ".*\\bbind\\(.*(127\\.0\\.0\\.1|::ffff:127\\.0\\.0\\.1).*"));
        assertThat(calls).anyMatch(line -> line.contains("bind("));
      } else {
        assertThat(calls).as("%s", arguments).isEmpty();
      }
    }
  }

  @Test
  void every_command_does_its_work_where_there_is_no_network() throws Exception {
    assumeTrue(works("unshare", "-n", "true"), "no namespace may be made");
    Path log = temporary.resolve("log");
    for (Map.Entry<List<String>, Integer> each :
        commands(Files.createDirectory(temporary.resolve("apart"))).entrySet()) {
      if (serves(each.getKey())) {
        continue; // there is not even a loopback address
      }
      int status = run(List.of("unshare", "-n"), each.getKey(), log);
      if (each.getValue() != null) {
        assertThat(status)
            .as("%s: %s", each.getKey(), Files.readString(log))
            .isEqualTo(each.getValue());
      }
    }
  }
}
