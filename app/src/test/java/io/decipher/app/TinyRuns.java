// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Manifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Data and settings of runs that take a second or two, for drills that do very many. */
final class TinyRuns {
  /** How many samples are trained on. */
  static final int TRAIN = 96;

  static final int TEST = 24;
  private static final int SIDE = 12;
  private static final int IMAGES = 0x803;
  private static final int LABELS = 0x801;

  /** What makes a run small, over preset quick. */
  private static final List<String> SMALL =
      List.of(
          "clusterer.min-cluster-share=0.1",
          "projector.epochs=20",
          "model.architecture.channels=[4, 4]",
          "model.fit.epochs=2",
          "model.fit.min-steps=0",
          "evidence.layouts=1",
          "round.features=[]",
          "compare=[{ type = pixels }]");

  private TinyRuns() {}

  /** What the program answered. */
  record Answer(int status, String out, String err) {}

  /** Runs the program within this process. */
  static Answer decipher(List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
    return new Answer(status, out.toString(), err.toString());
  }

  /** Returns what clusters points, written as they are to be typed. */
  static List<String> clustering(String points, String output) {
    return List.of("cluster", points, "-D", "decipher.clusterer.min-cluster-size=10", "-o", output);
  }

  /** Writes images of bars at one of three heights in IDX format, with labels. */
  static Path bars(Path folder) throws IOException {
    Files.createDirectories(folder);
    SplittableRandom random = new SplittableRandom(3);
    write(folder, "train", TRAIN, random);
    write(folder, "t10k", TEST, random);
    return folder;
  }

  private static void write(Path folder, String stem, int count, SplittableRandom random)
      throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    images.putInt(IMAGES).putInt(count).putInt(SIDE).putInt(SIDE);
    labels.putInt(LABELS).putInt(count);
    for (int i = 0; i < count; i++) {
      int kind = i % 3;
      int ink = random.nextInt(180, 225);
      labels.put((byte) kind);
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          boolean bar = y / 4 == kind && x > 1 && x < 10;
          images.put((byte) ((bar ? ink : 0) + random.nextInt(30)));
        }
      }
    }
    Files.write(folder.resolve(stem + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(stem + "-labels-idx1-ubyte"), labels.array());
  }

  /** Writes points in two groups as a table. */
  static Path points(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append(i % 2 * 20 + random.nextDouble()).append(',').append(random.nextDouble());
      text.append('\n');
    }
    return Files.writeString(file, text);
  }

  /**
   * Returns what starts the program in a process of its own, on the modules of this one.
   *
   * @param jvm options for the JVM
   */
  static List<String> program(List<String> jvm, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseParallelGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-Djava.awt.headless=true"));
    command.addAll(jvm);
    command.add("-cp"); // what has no module name, and what Surefire left there
    command.add(System.getProperty("java.class.path"));
    String modules = System.getProperty("jdk.module.path");
    if (modules == null) {
      command.add("io.decipher.app.Main");
    } else {
      command.addAll(List.of("-p", modules, "-m", "io.decipher.app/io.decipher.app.Main"));
    }
    command.addAll(arguments);
    return command;
  }

  /** Returns the arguments of a command that finds classes in bars, or trains a model on them. */
  static List<String> arguments(String command, Path bars, Path output, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(command, "--preset", "quick", "-D", "decipher.dataset.directory=" + bars));
    List<String> settings = new ArrayList<>(SMALL);
    settings.addAll(List.of(more));
    for (String setting : settings) {
      all.add("-D");
      all.add("decipher." + setting);
    }
    all.addAll(List.of("-o", output.toString()));
    return all;
  }

  /** Returns every file of a run by its name, less what differs from time to time. */
  static Map<String, String> lasting(Path run) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(run)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        all.put(
            run.relativize(file).toString().replace('\\', '/'),
            switch (String.valueOf(file.getFileName())) {
              case "decipher.conf" -> text.replaceAll("(?m)^\\s*output=.*$", "output");
              case "study.json" -> text.replaceAll("\"(settings|sha256)\":\"[0-9a-f]+\"", "");
              case "metrics.jsonl" -> text.replaceAll("\"seconds\":[0-9.E-]+", "");
              case "report.json", "training.json" ->
                  text.replaceAll("(?s)\"seconds\": \\{.*?\\}", "")
                      .replaceAll("\"(resumed|peakMemoryMegabytes)\": \\d+,?\\s*", "")
                      .replaceAll("\\s+", "");
              case "summary.json" -> text.replaceAll("\"seconds\": [0-9.E-]+", "");
              case "report.html" -> "made of the other files";
              case Manifest.FILE -> text.replaceAll("(?m)^(# this list:)? ?[0-9a-f]{64}", "");
              default -> text;
            });
      }
    }
    return all;
  }
}
