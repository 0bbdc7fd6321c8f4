// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.decipher.api.Dataset;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.runtime.Discovery;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Every command of the documents can be given as it stands there: its options and settings exist,
 * and a shell that takes {@code [} for a pattern passes it on. The slow part runs them, on small
 * data and for an epoch. What it cannot run is named in the document, by a comment before the
 * block: {@code <!-- parsed only: HOW IT BEGINS: why -->}.
 */
class DocumentsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern FENCE =
      Pattern.compile(
          "((?:^<!-- parsed only: [^\n]* -->\n)*)^```(\\w*)\n(.*?)^```",
          Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern EXCUSE = Pattern.compile("<!-- parsed only: (.*?): .* -->");
  private static final Pattern INLINE = Pattern.compile("`(decipher\\s[^`]*)`");

  /** Which documents' commands are run; all are parsed. */
  private static final Pattern CHOSEN =
      Pattern.compile(System.getProperty("decipher.documents", ""));

  @TempDir Path work;

  /** A block of a document. */
  private record Block(Path document, String language, List<String> excused, String text) {
    private boolean isExcused(String line) {
      return excused.stream().anyMatch(line::startsWith);
    }
  }

  private static List<Path> documents() throws IOException {
    List<Path> all =
        new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(all::add);
    }
    return all;
  }

  private static List<Block> blocks(Path document) throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (MatchResult found : FENCE.matcher(Files.readString(document)).results().toList()) {
      List<String> excused =
          EXCUSE.matcher(found.group(1)).results().map(excuse -> excuse.group(1)).toList();
      blocks.add(new Block(document, found.group(2), excused, found.group(3)));
    }
    return blocks;
  }

  private static boolean isShell(Block block) {
    return block.language.equals("sh")
        || (block.language.isEmpty() && block.text.startsWith("decipher "));
  }

  /** The command lines of a block. */
  private static List<String> lines(Block block) {
    return block
        .text
        .lines()
        .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
        .toList();
  }

  static Stream<String> commands() throws IOException {
    List<String> all = new ArrayList<>();
    for (Path document : documents()) {
      for (Block block : blocks(document)) {
        if (isShell(block)) {
          all.addAll(lines(block));
        }
      }
      INLINE
          .matcher(Files.readString(document))
          .results()
          .map(found -> found.group(1).replaceAll("\\s+", " "))
          .filter(command -> !command.contains("…"))
          .forEach(all::add);
    }
    return all.stream()
        .flatMap(line -> Stream.of(line.split("&&")))
        .map(String::strip)
        .map(line -> line.replaceFirst("^app/target/decipher/bin/decipher", "decipher"))
        .filter(line -> line.startsWith("decipher"))
        .distinct();
  }

  /** The words of a command, as a shell sees them that takes unquoted patterns for file names. */
  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean any = false;
    char quote = 0;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        any = true;
      } else if (c == ' ') {
        if (any) {
          words.add(word.toString());
        }
        word.setLength(0);
        any = false;
      } else if (!any && (c == '#' || c == '>')) {
        return words;
      } else {
        assertThat("[]*?(){}$;|<~".indexOf(c)).as("%s: unquoted %s", command, c).isNegative();
        word.append(c);
        any = true;
      }
    }
    if (any) {
      words.add(word.toString());
    }
    return words;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_command_can_be_given_as_it_stands(String command) {
    List<String> words = words(command);
    List<String> arguments = words.subList(1, words.size());
    CommandLine line = new CommandLine(new Main()).setExpandAtFiles(false);
    if (arguments.size() < 2) {
      assertThat(arguments.isEmpty() || line.getSubcommands().containsKey(arguments.get(0)))
          .isTrue();
      return; // named, not given: a command with no more than its name
    }
    assertThatCode(() -> line.parseArgs(arguments.toArray(String[]::new)))
        .as(command)
        .doesNotThrowAnyException();
    if (List.of("discover", "train", "check").contains(arguments.get(0))
        && arguments.get(1).startsWith("-")) {
      requireSettings(command, arguments.subList(1, arguments.size()));
    }
  }

  /** The settings that a command names exist, and go together. */
  private static void requireSettings(String command, List<String> options) {
    List<String> config = new ArrayList<>(List.of("config"));
    for (int i = 0; i + 1 < options.size(); i += 2) {
      if (List.of("-D", "--preset").contains(options.get(i))) {
        config.add(options.get(i));
        config.add(options.get(i + 1));
      }
    }
    boolean plugin =
        config.stream().anyMatch(word -> word.endsWith("type=npy") || word.contains("my-"));
    if (plugin) {
      return; // that of the examples or of a page of plugins, which is no part of the application
    }
    StringWriter err = new StringWriter();
    int status =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            config.toArray(String[]::new));
    assertThat(err.toString()).as(command).isEmpty();
    assertThat(status).as(command).isZero();
  }

  static Stream<String> configurations() throws IOException {
    List<String> all = new ArrayList<>();
    for (Path document : documents()) {
      for (Block block : blocks(document)) {
        if (block.language.equals("hocon") && !block.text.contains("decipher.defaults")) {
          all.add(block.text);
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void every_configuration_can_be_used_as_it_stands(String text) throws IOException {
    Path file = work.resolve("shown.conf");
    Files.writeString(file, text);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.run(new PrintWriter(out), new PrintWriter(err), "config", "-c", file.toString());
    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    assertThat(Discovery.of(Settings.parse("printed", out.toString()), Plugins.discover()).output())
        .isNotNull();
  }

  @Test
  void what_is_not_run_is_in_the_documents_for_a_reason() throws IOException {
    for (Path document : documents()) {
      for (Block block : blocks(document)) {
        for (String excuse : block.excused) {
          assertThat(lines(block))
              .as("%s: %s", document, excuse)
              .anyMatch(l -> l.startsWith(excuse));
        }
      }
    }
  }

  @Tag("slow")
  @DisabledOnOs(OS.WINDOWS)
  @ParameterizedTest
  @MethodSource("documents")
  void every_command_runs(Path document) throws Exception {
    assumeTrue(CHOSEN.matcher(document.toString()).find(), "another was asked for");
    List<Block> blocks = blocks(document);
    Bench bench = new Bench(work);
    List<String> failures = new ArrayList<>(); // all, since a whole document takes minutes
    for (Block block : blocks) {
      if (isShell(block)) {
        for (String line : lines(block)) {
          if (!block.isExcused(line.strip())) {
            bench.run(line).ifPresent(failures::add);
          }
        }
      } else if (block.language.equals("hocon") && block.text.startsWith("decipher.model")) {
        Files.writeString(work.resolve("block.conf"), block.text);
        bench.run("decipher train -c block.conf").ifPresent(failures::add);
      }
    }
    assertThat(failures).as("%s: %d commands were run", document, bench.runs).isEmpty();
    System.out.printf("%s: %d commands were run%n", document, bench.runs);
  }

  /** A working directory with the files that the documents speak of, small, and the command. */
  private static final class Bench {
    private static final int DIGITS = 300;

    private final Path work;
    private int runs;

    Bench(Path work) throws IOException {
      this.work = work;
      Path bin = Files.createDirectories(work.resolve("bin"));
      Path script = bin.resolve("decipher");
      Files.writeString(script, script());
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      Samples digits = digits();
      images(digits);
      idx(digits);
      recordings();
      tables();
      poses();
      Path maker = Path.of("examples", "data", "MakeData.java");
      Files.createDirectories(work.resolve(maker.getParent()));
      Files.copy(ROOT.resolve(maker), work.resolve(maker));
    }

    /** Runs a line by the shell, and returns what it said if it failed. */
    Optional<String> run(String line) throws IOException, InterruptedException {
      Path log = work.resolve("log-" + runs++ + ".txt");
      ProcessBuilder builder =
          new ProcessBuilder("bash", "-e", "-c", line)
              .directory(work.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("PATH", work.resolve("bin") + ":" + System.getenv("PATH"));
      Process process = builder.start();
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        return Optional.of(line + "\ntook more than ten minutes\n" + Files.readString(log));
      }
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of(line + "\n" + Files.readString(log));
    }

    /** The command, on few samples and for an epoch. */
    private static String script() {
      String java =
          String.join(
              " ",
              quoted(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
              "-XX:+UseParallelGC -XX:TieredStopAtLevel=1 -Xshare:auto -Djava.awt.headless=true",
              "-cp",
              quoted(System.getProperty("java.class.path")),
              "-p",
              quoted(System.getProperty("jdk.module.path")),
              "-m io.decipher.app/io.decipher.app.Main");
      return """
      #!/usr/bin/env bash
      all=("$@")
      for i in "${!all[@]}"; do
        [ "${all[$i]}" = --resume ] && exec %1$s "$@"
        [ "${all[$i]}" = --seeds ] && all[$((i + 1))]=2
      done
      small=(-D decipher.model.fit.epochs=1 -D decipher.model.fit.min-steps=0 -D decipher.evidence.layouts=0)
      case $1 in
        discover | train | check | sweep)
          case $2 in
            [!-]*) ;;
            *) small+=(-D decipher.dataset.train-limit=1500 -D decipher.dataset.test-limit=300) ;;
          esac
          all+=("${small[@]}") ;;
        evaluate) all+=(--images 4 --samples 3) ;;
      esac
      exec %1$s "${all[@]}"
      """
          .formatted(java);
    }

    private static String quoted(String text) {
      return "'" + text.replace("'", "'\\''") + "'";
    }

    private static Samples digits() {
      Dataset mnist =
          Plugins.discover()
              .create(
                  DatasetProvider.class,
                  Settings.parse(
                      "test", "{ type = mnist, train-limit = " + DIGITS + ", splits = [train] }"));
      return mnist.samples();
    }

    private void images(Samples digits) throws IOException {
      for (int i = 0; i < digits.count(); i++) {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        float[] row = digits.row(i);
        for (int j = 0; j < row.length; j++) {
          image.getRaster().setSample(j % 28, j / 28, 0, Math.round(255 * row[j]));
        }
        String folder = i < 270 ? "signs/" + "ab".charAt(i % 2) : i < 285 ? "new-signs" : "scans";
        Path file = work.resolve(folder).resolve("digit-" + i + ".png");
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
        if (i == 0) {
          ImageIO.write(image, "png", work.resolve("new.png").toFile());
        }
      }
      try (ZipOutputStream zip =
              new ZipOutputStream(Files.newOutputStream(work.resolve("signs.zip")));
          Stream<Path> signs = Files.walk(work.resolve("signs"))) {
        for (Path sign : signs.filter(Files::isRegularFile).sorted().toList()) {
          zip.putNextEntry(new ZipEntry(work.relativize(sign).toString()));
          Files.copy(sign, zip);
        }
      }
    }

    private void idx(Samples digits) throws IOException {
      Path folder = Files.createDirectories(work.resolve("fashion"));
      for (String name : List.of("train-images-idx3-ubyte", "t10k-images-idx3-ubyte")) {
        int count = name.startsWith("train") ? 250 : 50;
        ByteBuffer bytes = ByteBuffer.allocate(16 + count * 784);
        bytes.putInt(0x803).putInt(count).putInt(28).putInt(28);
        for (int i = 0; i < count; i++) {
          for (float value : digits.row(name.startsWith("train") ? i : 250 + i)) {
            bytes.put((byte) Math.round(255 * value));
          }
        }
        Files.write(folder.resolve(name), bytes.array());
      }
    }

    /** Chirps of three kinds, a file each, of two individuals. */
    private void recordings() throws IOException {
      SplittableRandom random = new SplittableRandom(5);
      StringBuilder about = new StringBuilder("name,individual\n");
      for (String folder : List.of("recordings", "calls")) {
        Files.createDirectories(work.resolve(folder));
        for (int i = 0; i < 90; i++) {
          int rate = 16000;
          int length = rate / 5 + random.nextInt(rate / 20);
          ByteBuffer bytes = ByteBuffer.allocate(44 + 2 * length).order(ByteOrder.LITTLE_ENDIAN);
          bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * length);
          bytes.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
          bytes.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(2 * rate);
          bytes.putShort((short) 2).putShort((short) 16);
          bytes.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * length);
          double phase = 0;
          for (int t = 0; t < length; t++) {
            double share = (double) t / length;
            double pitch =
                i % 3 == 0 ? 1000 + 3000 * share : i % 3 == 1 ? 4000 - 3000 * share : 2500;
            phase += 2 * Math.PI * pitch * (1 + 0.02 * (i % 7)) / rate;
            double level = Math.sin(Math.PI * share) * 12000 + 200 * random.nextDouble();
            bytes.putShort((short) (level * Math.sin(phase)));
          }
          String name = String.format(Locale.ROOT, "call-%03d.wav", i);
          Files.write(work.resolve(folder).resolve(name), bytes.array());
          if (i < 6) {
            Path more = Files.createDirectories(work.resolve("more-calls"));
            Files.write(more.resolve(name), bytes.array());
          }
          about.append(
              folder.equals("calls") ? name + "," + (i % 2 == 0 ? "ada" : "bo") + "\n" : "");
        }
      }
      Files.writeString(work.resolve("about.csv"), about.toString());
      Files.writeString(work.resolve("few.csv"), "row,class\n0,a\n1,b\n2,c\n3,a\n4,b\n5,c\n");
    }

    private void tables() throws IOException {
      SplittableRandom random = new SplittableRandom(6);
      StringBuilder bouts = new StringBuilder("id;length;weight;site\n");
      float[] points = new float[2 * 150];
      for (int i = 0; i < 150; i++) {
        points[2 * i] = (float) (10 * (i % 3) + random.nextDouble());
        points[2 * i + 1] = (float) (5 * (i % 3) + random.nextDouble());
        bouts.append(
            String.format(
                Locale.GERMANY,
                "bout-%d;%.3f;%.3f;%s%n",
                i,
                points[2 * i],
                points[2 * i + 1],
                i % 2 == 0 ? "north" : "south"));
      }
      Files.writeString(work.resolve("bouts.csv"), bouts.toString());
      String birds = bouts.toString().replace(',', '.').replace(';', ',');
      for (String name : List.of("birds.csv", "more-birds.csv")) {
        Files.writeString(work.resolve(name), birds);
      }
      Path made = work.resolve("made");
      TinyRuns.decipher(
          List.of("cluster", work.resolve("birds.csv").toString(), "-o", made.toString()));
      Files.move(made.resolve("items.parquet"), work.resolve("birds.parquet"));
      Npy.write(work.resolve("points.npy"), FloatMatrix.wrap(150, 2, points));
      Files.writeString(work.resolve("my.conf"), "decipher { seed = 7 }\n");
      Files.createDirectories(work.resolve("series"));
      for (int i = 0; i < 60; i++) {
        StringBuilder series = new StringBuilder("time,x,y\n");
        for (int t = 0; t < 40 + i % 20; t++) {
          double angle = t * (0.1 + 0.2 * (i % 3));
          series.append(
              String.format(
                  Locale.ROOT,
                  "%d,%.4f,%.4f%n",
                  t,
                  Math.sin(angle) + 0.05 * random.nextDouble(),
                  Math.cos(angle) * (1 + i % 3)));
        }
        Files.writeString(work.resolve("series/walk-" + i + ".csv"), series.toString());
      }
      StringBuilder log = new StringBuilder("time,x,y\n");
      StringBuilder bursts = new StringBuilder("burst");
      for (int t = 0; t < 4000; t++) {
        double angle = t * (0.1 + 0.2 * (t / 200 % 3));
        log.append(
            String.format(
                Locale.ROOT,
                "%.2f,%.4f,%.4f%n",
                t / 25.0,
                Math.sin(angle) + 0.05 * random.nextDouble(),
                Math.cos(angle)));
      }
      Files.writeString(work.resolve("log.csv"), log.toString());
      for (int t = 1; t <= 20; t++) {
        bursts.append(",x" + t + ",y" + t);
      }
      for (int i = 0; i < 60; i++) {
        bursts.append("\nb" + i);
        for (int t = 0; t < 20; t++) {
          double angle = t * (0.1 + 0.2 * (i % 3));
          bursts.append(
              String.format(
                  Locale.ROOT,
                  ",%.4f,%.4f",
                  Math.sin(angle) + 0.05 * random.nextDouble(),
                  Math.cos(angle)));
        }
      }
      Files.writeString(work.resolve("bursts.csv"), bursts.append('\n').toString());
    }

    /** Tracks as DeepLabCut writes them, of animals that turn at one of three speeds. */
    private void poses() throws IOException {
      Files.createDirectories(work.resolve("poses"));
      SplittableRandom random = new SplittableRandom(7);
      for (int i = 0; i < 60; i++) {
        StringBuilder track =
            new StringBuilder(
                "scorer,net,net,net,net,net,net\n"
                    + "bodyparts,body,body,body,nose,nose,nose\n"
                    + "coords,x,y,likelihood,x,y,likelihood\n");
        for (int t = 0; t < 40; t++) {
          double angle = t * (0.05 + 0.1 * (i % 3));
          double x = 100 + t + random.nextDouble();
          track.append(
              String.format(
                  Locale.ROOT,
                  "%d,%.3f,%.3f,0.99,%.3f,%.3f,0.98%n",
                  t,
                  x,
                  80.0,
                  x + 10 * Math.cos(angle),
                  80 + 10 * Math.sin(angle)));
        }
        Files.writeString(work.resolve("poses/animal-" + i + ".csv"), track.toString());
      }
    }
  }
}
