// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.ConfigurationException;
import io.decipher.api.InputFile;
import io.decipher.api.Plugins;
import io.decipher.runtime.ServedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves a run's model to other programs on this machine. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Answers programs on this machine over HTTP with a run's model: it assigns samples to"
          + " classes, encodes them, and generates new ones. It listens on the loopback address"
          + " only; docs/serve.md says more.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher serve -m runs/mnist",
      "      prints its address; Ctrl-C ends it",
      "  decipher serve -m runs/mnist --port 8700 --token-file token.txt",
      "  curl -s --data-binary @digit.png -H 'Content-Type: image/png'"
          + " http://127.0.0.1:8700/v1/assign"
    })
final class ServeCommand implements Callable<Integer> {
  private static final int MEGABYTE = 1 << 20;
  private static final int LONGEST_READING = 30;

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "RUN",
      description = "The directory of a run of discover or train.")
  private Path run;

  @Mixin private PortOption port;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file whose first line every request must contain, as `Authorization: Bearer TOKEN`.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--max-megabytes",
      paramLabel = "N",
      defaultValue = "16",
      description = "The maximum size of a request (default: ${DEFAULT-VALUE}).")
  private int megabytes;

  @Option(
      names = "--max-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "The maximum time for a request (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--max-requests",
      paramLabel = "N",
      defaultValue = "16",
      description = "How many requests are processed at once (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Spec private CommandSpec spec;

  ServeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    ModelServer.Limits limits =
        new ModelServer.Limits(
            within("--max-megabytes", megabytes, 1, 1024) * MEGABYTE,
            within("--max-seconds", seconds, 1, 86_400),
            within("--max-requests", requests, 1, 256));
    String token = token();
    // A slow client must not occupy a thread forever.
    System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(LONGEST_READING));
    System.setProperty(
        "sun.net.httpserver.maxRspTime", Integer.toString(LONGEST_READING + seconds));
    PrintWriter out = spec.commandLine().getOut();
    try (ServedModel model = ServedModel.load(run, Plugins.discover());
        ModelServer server = ModelServer.start(model, port.port(), token, limits)) {
      out.println("serving " + run + " at " + server.address());
      out.println(server.address() + "/openapi.json describes its requests; Ctrl-C ends it.");
      out.flush();
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private static int within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ConfigurationException(
          List.of(option + " must be from " + least + " to " + most + ", but was " + value));
    }
    return value;
  }

  private String token() {
    if (tokenFile == null) {
      return "";
    }
    try {
      String token =
          Files.readString(tokenFile, StandardCharsets.UTF_8)
              .lines()
              .findFirst()
              .orElse("")
              .strip();
      if (token.isEmpty()) {
        throw new ConfigurationException(
            List.of(tokenFile + ": holds no token; expected one in its first line"));
      }
      return token;
    } catch (IOException e) {
      throw new ConfigurationException(List.of(tokenFile + ": " + InputFile.problem(tokenFile)));
    }
  }
}
