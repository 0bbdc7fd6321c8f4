// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Finds classes, trains, clusters, assigns and draws by the packaged launcher in surroundings that
 * must change no byte: languages, time zones, rights of new files, JDKs, numbers of processors, and
 * names of files. {@code mvn verify -pl app -am -Dgroups=slow -DexcludedGroups=
 * -Dtest=SameBytesDrillTest -Dsurefire.failIfNoSpecifiedTests=false} after {@code mvn -q
 * -DskipTests package}; on Linux. {@code -Ddecipher.bytes=REGEX} takes those whose names match.
 *
 * <p>A language counts in the JVM alone where the system does not have it; {@code localedef} makes
 * it. A JDK that is not below {@code /usr/lib/jvm} is not tried.
 */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class SameBytesDrillTest {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("decipher.launcher", "target/decipher/bin/decipher"))
          .toAbsolutePath();
  private static final Pattern CHOSEN = Pattern.compile(System.getProperty("decipher.bytes", ""));

  private static final String OPTIONS = "DECIPHER_JAVA_OPTS";

  /** Makes a process that lives for seconds shorter, and changes nothing else. */
  private static final String FAST = "-XX:TieredStopAtLevel=1";

  @TempDir static Path temporary;
  private static Path data;
  private static Map<String, String> usual;

  /**
   * Where a command runs.
   *
   * @param variables of the environment, over those of this process; empty ones are taken away
   * @param before what the command is given to, e.g. {@code taskset -c 0}
   * @param mask the rights that new files do not get
   */
  private record Surroundings(
      String name, Map<String, String> variables, List<String> before, String mask) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Surroundings USUAL =
      new Surroundings(
          "usual", Map.of("LC_ALL", "C.UTF-8", "TZ", "UTC", OPTIONS, FAST), List.of(), "022");

  static Stream<Surroundings> surroundings() throws IOException {
    List<Surroundings> all = new ArrayList<>();
    Map<String, String> languages = new LinkedHashMap<>();
    languages.put("C", "");
    languages.put("tr_TR", "");
    languages.put("de_DE", "");
    languages.put("fr_FR", ""); // thousands are parted by a blank that is none
    languages.put("ar_EG", "u-nu-arab");
    languages.put("fa_IR", "u-nu-arabext");
    languages.put("hi_IN", "u-nu-deva");
    languages.put("bn_BD", "u-nu-beng");
    languages.put("th_TH", "u-ca-buddhist-nu-thai");
    languages.put("ja_JP", "u-ca-japanese");
    languages.put("lt_LT", ""); // whose small i keeps its dot
    List<String> zones = List.of("Asia/Kathmandu", "Pacific/Apia", "America/St_Johns");
    List<String> masks = List.of("077", "000", "022");
    languages.forEach(
        (language, extension) -> {
          Map<String, String> variables = new TreeMap<>();
          variables.put("LC_ALL", language.equals("C") ? "C" : language + ".UTF-8");
          variables.put("LANG", variables.get("LC_ALL"));
          variables.put("TZ", zones.get(all.size() % zones.size()));
          if (!language.equals("C")) {
            variables.put(
                OPTIONS,
                FAST
                    + " -Duser.language=%s -Duser.country=%s -Duser.extensions=%s"
                        .formatted(language.substring(0, 2), language.substring(3), extension));
          }
          all.add(
              new Surroundings(
                  "language " + language, variables, List.of(), masks.get(all.size() % 3)));
        });
    for (Map.Entry<Integer, Path> each : jdks().entrySet()) {
      all.add(
          new Surroundings(
              "JDK " + each.getKey(),
              Map.of("JAVA_HOME", each.getValue().toString()),
              List.of(),
              "022"));
    }
    all.add(new Surroundings("one processor", Map.of(), List.of("taskset", "-c", "0"), "022"));
    return all.stream().filter(one -> CHOSEN.matcher(one.name).find());
  }

  /** The JDKs of this machine from 17 on, by their number. */
  private static Map<Integer, Path> jdks() throws IOException {
    Map<Integer, Path> all = new TreeMap<>();
    Path home = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(home)) {
      try (Stream<Path> there = Files.list(home)) {
        for (Path jdk : there.sorted().toList()) {
          Path release = jdk.resolve("release");
          if (Files.exists(jdk.resolve("bin/java")) && Files.exists(release)) {
            Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)")
                .matcher(Files.readString(release))
                .results()
                .map(found -> Integer.parseInt(found.group(1)))
                .filter(version -> version >= 17)
                .forEach(version -> all.putIfAbsent(version, jdk));
          }
        }
      }
    }
    return all;
  }

  /** The commands, in an order in which each finds what it needs; outputs are relative. */
  private static List<List<String>> commands(String data) {
    Path bars = Path.of(data, "bars");
    String table = data + "/table.csv";
    return List.of(
        TinyRuns.arguments("discover", bars, Path.of("found")),
        TinyRuns.arguments("train", bars, Path.of("trained")),
        TinyRuns.clustering(table, "groups"),
        List.of("assign", "-m", "groups", table, "-o", "grouped"),
        List.of("assign", "-m", "found", data + "/signs", "-o", "assigned"),
        List.of("generate", "-m", "found", "--count", "4", "-o", "new"));
  }

  @BeforeAll
  static void run_as_usual() throws Exception {
    assumeTrue(Files.isExecutable(LAUNCHER), LAUNCHER + " is not there: package the application");
    data = Files.createDirectory(temporary.resolve("data"));
    data(data);
    usual =
        run(USUAL, Files.createDirectory(temporary.resolve("usual")), commands(data.toString()));
    assertThat(usual)
        .containsKeys(
            "found/labels.npy",
            "found/report.html",
            "found/items.csv",
            "trained/model/vae.tensors",
            "groups/labels.npy",
            "grouped/items.csv",
            "assigned/items.csv",
            "new/samples.npy",
            "printed by groups");
  }

  @ParameterizedTest(allowZeroInvocations = true) // where none of them was asked for
  @MethodSource("surroundings")
  void surroundings_change_no_byte(Surroundings surroundings) throws Exception {
    assumeTrue(
        surroundings.before.isEmpty() || works(surroundings.before),
        surroundings.before + " is not there");
    Path place = Files.createTempDirectory(temporary, "in-");
    requireSame(surroundings.name, run(surroundings, place, commands(data.toString())));
  }

  static Stream<String> names() {
    return Stream.of(
            "with blanks ",
            "quo\"te's `x` $HOME",
            "Umla\u0308ut-\u00df-\u00e9-\u0130\u0131",
            "\ud83d\udc26 \u9ce5 \u0637\u0627\u0626\u0631 \u0e19\u0e01",
            "-dash",
            "new\nline",
            "a#b%20c,d;e=f&g!{h}[0]*?\\i|~",
            "..dots",
            "n".repeat(200))
        .filter(name -> CHOSEN.matcher("name " + name).find());
  }

  /** Data, runs and items of a name. */
  @ParameterizedTest(allowZeroInvocations = true) // where none of them was asked for
  @MethodSource("names")
  void names_change_no_byte(String name) throws Exception {
    Path place = Files.createTempDirectory(temporary, "named-");
    data(Files.createDirectory(place.resolve(name)));
    Path runs = Files.createDirectory(place.resolve("runs " + name));
    Map<String, String> found = run(USUAL, runs, commands("../" + name));
    requireSame(name, found);
    Path items = Files.createDirectory(place.resolve("items"));
    Files.copy(
        data.resolve("signs/sign-0.png"),
        items.resolve((name.length() > 100 ? name + name.substring(0, 50) : name) + ".png"));
    String item = quoted(items.toFile().list()[0]);
    List<String> assign = List.of("assign", "-m", "found", "../items", "-o", "items");
    assertThat(run(USUAL, runs, List.of(assign)).get("items/items.csv"))
        .as("items.csv")
        .contains(latin(item) + ",");
  }

  /** Images in IDX format, a table with names, and images of their own. */
  private static Path data(Path folder) throws IOException {
    TinyRuns.bars(folder.resolve("bars"));
    StringBuilder table = new StringBuilder("ID,WIDTH,FINISH\n");
    for (String line : Files.readAllLines(TinyRuns.points(folder.resolve("points.csv")))) {
      table.append("I-" + table.length() + "," + line + "\n");
    }
    Files.delete(folder.resolve("points.csv"));
    Files.writeString(folder.resolve("table.csv"), table);
    Path signs = Files.createDirectory(folder.resolve("signs"));
    BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_BYTE_GRAY);
    for (String name : List.of("sign-0", "\u00dcml\u00e4ut-\u00df-\u0130", "\ud83d\udc26 \u9ce5")) {
      image.getRaster().setSample(name.length(), name.length(), 0, 255);
      ImageIO.write(image, "png", signs.resolve(name + ".png").toFile());
    }
    return folder;
  }

  private static boolean works(List<String> before) throws Exception {
    List<String> command = new ArrayList<>(before);
    command.add("true");
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  /** Runs the commands in a folder, and returns all that they left and printed. */
  private static Map<String, String> run(
      Surroundings surroundings, Path place, List<List<String>> commands) throws Exception {
    Map<String, String> all = new TreeMap<>();
    for (List<String> arguments : commands) {
      List<String> command =
          new ArrayList<>(
              List.of("sh", "-c", "umask " + surroundings.mask + " && exec \"$@\"", "sh"));
      command.addAll(surroundings.before);
      command.add(LAUNCHER.toString());
      command.addAll(arguments);
      Path log = place.resolve("log.txt");
      Path errors = place.resolve("errors.txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(place.toFile())
              .redirectOutput(log.toFile())
              .redirectError(errors.toFile());
      Map<String, String> environment = builder.environment();
      List.of("LANG", "LC_ALL", "LC_CTYPE").forEach(environment::remove);
      environment.put("JAVA_HOME", System.getProperty("java.home"));
      environment.putAll(USUAL.variables);
      environment.putAll(surroundings.variables);
      Process process = builder.start();
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue())
          .as("%s in %s: %s", arguments, surroundings, Files.readString(errors))
          .isZero();
      String output = arguments.get(arguments.indexOf("-o") + 1);
      all.put("printed by " + output, Files.readString(log).replaceAll("[\\d.,]+ (s|min)\\b", "T"));
      TinyRuns.lasting(place.resolve(output))
          .forEach((file, text) -> all.put(output + "/" + file, text));
    }
    return all;
  }

  /** What was read byte by byte, as {@link TinyRuns#lasting} reads files. */
  private static String latin(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String quoted(String cell) { // as RFC 4180 has it
    return cell.matches("[^,\"\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  /** Takes out what says how a file was made. */
  private static String about(String file, String bytes) {
    return switch (file.substring(file.lastIndexOf('/') + 1)) {
      case "report.json", "training.json" -> bytes.replaceAll("(?s)\"about\":\\{.*", "");
      case "assigned.csv" -> // which names files by their paths
          bytes.replaceAll("(?s)\\n.*?/signs\"?,", "\n");
      case "decipher.conf" -> bytes.replaceAll("(?m)^.* directory=.*$", "");
      default -> bytes;
    };
  }

  /** Requires the same files with the same bytes, but for what says how they were made. */
  private static void requireSame(String name, Map<String, String> found) {
    assertThat(found.keySet()).as(name).isEqualTo(usual.keySet());
    List<String> other = new ArrayList<>();
    found.forEach(
        (file, bytes) -> {
          if (!about(file, bytes).equals(about(file, usual.get(file)))) {
            other.add(file);
          }
        });
    assertThat(other).as(name).isEmpty();
  }
}
