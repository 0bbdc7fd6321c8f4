// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.PluginFolder;
import io.decipher.api.Plugins;
import io.decipher.api.Plugins.Description;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** tools/outside-test.sh builds these projects by Maven, and runs their contracts. */
class PluginTemplateTest {
  @TempDir private Path work;
  private Path plugins;

  @BeforeEach
  void a_folder_of_plugins() {
    plugins = work.resolve("plugins");
    System.setProperty(PluginFolder.PROPERTY, plugins.toString());
  }

  @AfterEach
  void no_folder_of_plugins() {
    System.clearProperty(PluginFolder.PROPERTY);
  }

  static Stream<String> kinds() {
    return PluginTemplate.examples().stream();
  }

  private record Result(int status, String out, String err) {}

  private static Result decipher(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Result(status, out.toString(), err.toString());
  }

  private static void run(String tool, List<String> arguments) {
    StringWriter told = new StringWriter();
    PrintWriter out = new PrintWriter(told);
    int status =
        ToolProvider.findFirst(tool).orElseThrow().run(out, out, arguments.toArray(String[]::new));
    assertThat(status).as(told.toString()).isZero();
  }

  /** Generates a project, and makes its jar as Maven would. */
  private Path jar(String kind, String name) throws IOException {
    return jar(kind, name, "", "");
  }

  /** Does so with one piece of its code changed. */
  private Path jar(String kind, String name, String before, String after) throws IOException {
    Path project = work.resolve(name);
    assertThat(decipher("plugins", "new", kind, name, "-o", project.toString()).status).isZero();
    if (!before.isEmpty()) {
      Path source = sources(project).stream().filter(file -> has(file, before)).findFirst().get();
      Files.writeString(source, Files.readString(source).replace(before, after));
    }
    Path classes = work.resolve(name + "-classes");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Xlint:all,-requires-automatic,-requires-transitive-automatic",
                "-Werror",
                "-proc:none",
                "--release",
                "17",
                "-p",
                System.getProperty("jdk.module.path"),
                "-d",
                classes.toString()));
    sources(project).forEach(source -> arguments.add(source.toString()));
    run("javac", arguments);
    Path jar = work.resolve(name + ".jar");
    run(
        "jar",
        List.of(
            "--create",
            "--file",
            jar.toString(),
            "--module-version",
            "1.0",
            "-C",
            classes.toString(),
            ".",
            "-C",
            project.resolve("src/main/resources").toString(),
            "."));
    return jar;
  }

  private static List<Path> sources(Path project) throws IOException {
    try (Stream<Path> sources = Files.walk(project.resolve("src/main/java"))) {
      return sources.filter(Files::isRegularFile).toList();
    }
  }

  private static boolean has(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clusterer | int n = root.length; | int n = root.length - 1; | gave 179 labels for 180",
        "projector | float sum = 0; | float sum = Float.NaN; | gave NaN in row 0 of its points",
        "clusterer | run.step( | if (run.seed() < 0) run.step( | it continues after the run was"
            + " cancelled"
      })
  void what_breaks_the_promises_of_its_kind_is_found(
      String kind, String before, String after, String found) throws IOException {
    Path jar = jar(kind, "my-plugin", before, after);
    Result verified = decipher("plugins", "verify", jar.toString());
    assertThat(verified.status).as(verified.out + verified.err).isEqualTo(1);
    assertThat(verified.out).contains("FAIL").contains(found);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void each_kind_compiles_without_warnings_and_is_found_sound(String kind) throws IOException {
    Path jar = jar(kind, "my-" + kind);
    Result verified = decipher("plugins", "verify", jar.toString());
    assertThat(verified.status).as(verified.out + verified.err).isZero();
    assertThat(verified.out)
        .contains(
            kind.replace("-djl", "") + " my-" + kind + ": ",
            "SHA-256",
            "ok    its modules form a layer")
        .contains("ok    it is found on a class path, too")
        .doesNotContain("FAIL");
  }

  @Test
  void a_plugin_is_installed_once_and_removed() throws IOException {
    Path jar = jar("clusterer", "my-clusterer");
    Result installed = decipher("plugins", "install", jar.toString());
    assertThat(installed.status).as(installed.err).isZero();
    assertThat(Plugins.of(PluginFolder.load(plugins)).all())
        .extracting(Description::name)
        .containsExactly("my-clusterer");
    assertThat(decipher("plugins", "install", jar.toString()).err)
        .contains("is already installed; run `decipher plugins remove my-clusterer.jar` first");
    assertThat(decipher("plugins", "remove", "your-clusterer").err)
        .contains("is called 'your-clusterer'");
    assertThat(decipher("plugins", "remove", "org.example.myclusterer").status).isZero();
    assertThat(plugins).isEmptyDirectory();
  }

  @Test
  void a_plugin_with_a_library_is_a_folder() throws IOException {
    Path jar = jar("clusterer", "my-clusterer");
    Path library = jar("reader", "my-reader");
    Result installed = decipher("plugins", "install", jar.toString(), library.toString());
    assertThat(installed.status).as(installed.err).isZero();
    assertThat(plugins.resolve("my-clusterer"))
        .isDirectoryContaining("glob:**my-clusterer.jar")
        .isDirectoryContaining("glob:**my-reader.jar");
  }

  @Test
  void what_is_broken_is_not_installed() throws IOException {
    Path jar = work.resolve("broken.jar");
    Files.write(jar, new byte[] {'P', 'K', 3, 4, 0});
    Result verified = decipher("plugins", "verify", jar.toString());
    assertThat(verified.status).isEqualTo(1);
    assertThat(verified.out).contains("FAIL", "the jar is damaged or truncated");
    Result installed = decipher("plugins", "install", jar.toString());
    assertThat(installed.status).isEqualTo(1);
    assertThat(installed.err).contains("nothing is installed, for the reasons above");
    assertThat(plugins).isEmptyDirectory();
  }

  @Test
  void settings_that_the_record_does_not_have_are_found() throws IOException {
    Path project = work.resolve("odd");
    decipher("plugins", "new", "clusterer", "odd", "-o", project.toString());
    Path jar = jar("clusterer", "my-clusterer");
    Path odd = work.resolve("reference.conf");
    Files.writeString(
        odd,
        Files.readString(work.resolve("my-clusterer/src/main/resources/reference.conf"))
            .replace("reach = 3", "reach = 3\n  raech = 4"));
    run(
        "jar",
        List.of("--update", "--file", jar.toString(), "-C", work.toString(), "reference.conf"));
    assertThat(decipher("plugins", "verify", jar.toString()).out)
        .contains("FAIL  reference.conf and the record of settings differ", "raech");
  }

  @Test
  void names_that_are_none_are_refused() {
    assertThatThrownBy(() -> new PluginTemplate("clusterer", "My", "org.example"))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("'My' is not a name for a plugin");
    assertThatThrownBy(() -> new PluginTemplate("clusterer", "my", "io.decipher.mine"))
        .hasMessageContaining("is not a name for your package");
    assertThatThrownBy(() -> new PluginTemplate("tool", "my", "org.example"))
        .hasMessageContaining("there is no example of a tool; there are: dataset");
  }

  /** The pages hold the projects' files as they are written. */
  @ParameterizedTest
  @MethodSource("kinds")
  void each_page_shows_the_whole_example(String kind) throws IOException {
    String page = Files.readString(Path.of("../docs/plugins", kind + ".md"));
    Map<String, String> files =
        new PluginTemplate(kind, "my-" + kind, "org.example.my" + kind.replace("-", "")).files();
    assertThat(files).hasSize(7);
    files.forEach(
        (name, text) -> {
          if (!name.equals("pom.xml")) {
            assertThat(page).contains("`" + name + "`:\n").contains("\n" + text.strip() + "\n```");
          }
        });
  }

  /** And every check of the contract is told. */
  @ParameterizedTest
  @MethodSource("kinds")
  void each_page_tells_what_its_contract_checks(String kind) throws IOException {
    String page = Files.readString(Path.of("../docs/plugins", kind + ".md"));
    Path test = Path.of("src/main/resources/io/decipher/app/plugin", kind, "Test.java.txt");
    String source = Files.readString(test);
    int looked = 0;
    try (Stream<Path> contracts =
        Files.list(Path.of("../framework-testkit/src/main/java/io/decipher/testkit"))) {
      for (Path contract : contracts.toList()) {
        String name = contract.getFileName().toString().replace(".java", "");
        if (source.contains(name) || name.equals("ProviderContract")) {
          for (String line : Files.readAllLines(contract)) {
            if (line.matches("  (public|default) void [a-z]+_\\w+\\(.*")) {
              looked++;
              assertThat(page).contains("- `" + line.replaceAll(".* void |\\(.*", "") + "`: ");
            }
          }
        }
      }
    }
    assertThat(looked).isGreaterThan(5);
  }
}
