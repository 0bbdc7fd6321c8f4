// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoconReaderTest {
  /** Set for every process that Maven starts, and on any machine. */
  private static final String VARIABLE = "PATH";

  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Nested
  class An_include {
    @Test
    void takes_a_file_beside_the_including_one_and_one_below() throws IOException {
      write("parts/model.conf", "include \"fit\"\nmodel.type = vae");
      write("parts/fit.conf", "fit.epochs = 3");
      Path file =
          write("my.conf", "include \"parts/model.conf\"\ninclude file(\"parts/fit.conf\")");
      Settings settings = Settings.load(file);
      assertThat(settings.at("model").type()).contains("vae");
      assertThat(settings.at("fit").has("epochs")).isTrue();
    }

    @Test
    void of_an_address_is_refused_and_nothing_is_asked_of_the_network() throws IOException {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        server.setSoTimeout(200);
        String address = "http://127.0.0.1:" + server.getLocalPort() + "/x.conf";
        for (String include : new String[] {"url(\"" + address + "\")", '"' + address + '"'}) {
          Path file = write("my.conf", "include " + include);
          assertThatThrownBy(() -> Settings.load(file))
              .isInstanceOf(ConfigurationException.class)
              .hasMessageContaining("nothing is read from the network");
          assertThatThrownBy(() -> Settings.loadIsolated(file))
              .isInstanceOf(ConfigurationException.class);
        }
        assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"../secret.conf\"", "file(\"../secret.conf\")", "\"link.conf\""})
    void of_a_file_elsewhere_is_refused(String include) throws IOException {
      write("secret.conf", "token = abc");
      Path file = write("inner/my.conf", "include " + include);
      Files.createSymbolicLink(
          folder.resolve("inner/link.conf"), folder.resolve("secret.conf").toAbsolutePath());
      assertThatThrownBy(() -> Settings.load(file))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("only files below the folder of the including file");
    }

    @Test
    void of_what_is_not_there_says_so() throws IOException {
      Path file = write("my.conf", "include \"absent\"");
      assertThatThrownBy(() -> Settings.load(file)).hasMessageContaining("there is no file");
    }

    @Test
    void of_a_file_by_itself_ends() throws IOException {
      Path file = write("my.conf", "include \"my.conf\"");
      assertThatThrownBy(() -> Settings.load(file)).hasMessageContaining("include each other");
    }

    @Test
    void of_a_class_path_resource_is_refused() throws IOException {
      Path file = write("my.conf", "include classpath(\"reference.conf\")");
      assertThatThrownBy(() -> Settings.load(file)).isInstanceOf(ConfigurationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"beside.conf\"", "file(\"beside.conf\")"})
    void in_a_file_that_decipher_wrote_is_refused(String include) throws IOException {
      write("beside.conf", "a = 1");
      Path file = write("model.conf", "include " + include);
      assertThatThrownBy(() -> Settings.loadIsolated(file))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("must not include others");
    }
  }

  @Nested
  class The_environment {
    @Test
    void is_read_for_a_person_and_written_as_the_reference() throws IOException {
      Path file =
          write(
              "my.conf",
              "a { plain = ${PATH}, joined = ${PATH}\"/data\", own = ${b.c}, b = 1 }\nb.c = 7\n");
      Settings settings = Settings.load(file);
      String value = System.getenv(VARIABLE);
      record A(String plain, String joined, int own, int b) {}
      A bound = settings.at("a").as(A.class);
      assertThat(bound).isEqualTo(new A(value, value + "/data", 7, 1));
      String rendered = settings.over(Settings.parse("below", "a { other = 2 }")).render();
      assertThat(rendered).doesNotContain(value).contains("${PATH}").contains("own=7");
      Settings again = Settings.parse("again", rendered);
      assertThat(again.at("a").without("other").as(A.class)).isEqualTo(bound);
    }

    @Test
    void is_written_as_it_is_where_a_file_must_stand_alone() throws IOException {
      Settings settings = Settings.load(write("my.conf", "a = ${PATH}"));
      Path alone = write("model.conf", settings.renderValues());
      assertThat(Settings.loadIsolated(alone).render()).contains(System.getenv(VARIABLE));
    }

    @Test
    void is_hidden_through_a_chain_of_references_too() throws IOException {
      Path file = write("my.conf", "secret = ${PATH}\ncopy = ${secret}\n");
      assertThat(Settings.load(file).render()).doesNotContain(System.getenv(VARIABLE));
    }

    @Test
    void is_not_read_for_a_file_that_decipher_wrote() throws IOException {
      Path file = write("model.conf", "a = ${PATH}");
      assertThatThrownBy(() -> Settings.loadIsolated(file))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("PATH");
    }
  }

  @Nested
  class What_would_fill_stack_or_heap {
    @ParameterizedTest
    @ValueSource(strings = {"[", "{a=", "[{a="})
    void by_nesting_is_refused_with_its_line(String opening) throws IOException {
      Path file = write("my.conf", "a = 1\nx = " + opening.repeat(20_000));
      assertThatThrownBy(() -> Settings.load(file))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("my.conf: 2: brackets are nested");
    }

    @Test
    void by_nesting_on_the_command_line_is_refused() {
      assertThatThrownBy(() -> Settings.assignment("x=" + "[".repeat(20_000)))
          .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void by_doubling_is_refused() throws IOException {
      StringBuilder text = new StringBuilder("a0 = lorem\n");
      for (int i = 1; i < 60; i++) {
        text.append("a" + i + " = ${a" + (i - 1) + "}${a" + (i - 1) + "}\n");
      }
      Path file = write("my.conf", text.toString());
      assertThatThrownBy(() -> Settings.load(file))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("expand");
    }

    @Test
    void by_length_is_refused() throws IOException {
      Path file = write("my.conf", "a = \"" + "x".repeat(5 << 20) + '"');
      assertThatThrownBy(() -> Settings.load(file)).hasMessageContaining("at most");
    }

    @Test
    void a_bracket_in_a_string_is_no_nesting() throws IOException {
      Path file = write("my.conf", "a = \"" + "[".repeat(200) + '"');
      assertThat(Settings.load(file).has("a")).isTrue();
    }
  }

  /** A recipe with files. */
  public record Recipe(Path one, List<Path> more, Optional<Path> none) {}

  @Nested
  class A_relative_path {
    private Settings located(String text) throws IOException {
      Path file = Files.createDirectories(folder.resolve("conf")).resolve("my.conf");
      return Settings.loadLocated(Files.writeString(file, text));
    }

    @Test
    void is_relative_to_the_file_that_names_it() throws IOException {
      Settings settings = located("one = a.csv, more = [b/c.csv, ../d.csv, /e.csv]");
      Recipe files = settings.as(Recipe.class);
      assertThat(files.one()).isEqualTo(folder.resolve("conf/a.csv"));
      assertThat(files.more())
          .containsExactly(
              folder.resolve("conf/b/c.csv"), folder.resolve("d.csv"), Path.of("/e.csv"));
    }

    @Test
    void of_an_included_file_is_relative_to_that() throws IOException {
      Path inner = Files.createDirectories(folder.resolve("conf/inner"));
      Files.writeString(inner.resolve("more.conf"), "more = [x.csv]");
      Settings settings = located("include \"inner/more.conf\"\none = a.csv");
      assertThat(settings.as(Recipe.class).more())
          .containsExactly(inner.toRealPath().resolve("x.csv"));
    }

    @Test
    void is_written_down_relative_to_the_working_directory() throws IOException {
      Settings settings = located("one = a.csv, more = [a.csv]\ntext = a.csv");
      Settings written = settings.located("one", "more[0]");
      assertThat(written.text("one")).contains(folder.resolve("conf/a.csv").toString());
      assertThat(written.render()).contains("text=\"a.csv\"");
      assertThat(written.without("text").as(Recipe.class).one())
          .isEqualTo(folder.resolve("conf/a.csv"));
      assertThat(written.located("one").text("one")).isEqualTo(written.text("one"));
      assertThat(written.place("one")).endsWith("my.conf: 1: ");
    }

    @Test
    void of_the_configuration_of_a_run_that_has_not_ended_is_as_it_was() throws IOException {
      Path run = Files.createDirectories(folder.resolve("begun/checkpoints")).getParent();
      Files.writeString(run.resolve("decipher.conf"), "one = a.csv, more = []");
      Settings settings = Settings.loadLocated(run.resolve("decipher.conf"));
      assertThat(settings.as(Recipe.class).one()).isEqualTo(Path.of("a.csv"));
    }

    @Test
    void of_the_configuration_that_a_run_keeps_is_as_it_was() throws IOException {
      Path run = Files.createDirectories(folder.resolve("run"));
      Files.writeString(run.resolve("decipher.conf"), "one = a.csv, more = []");
      Files.writeString(run.resolve("manifest.sha256"), "");
      Settings settings = Settings.loadLocated(run.resolve("decipher.conf"));
      assertThat(settings.as(Recipe.class).one()).isEqualTo(Path.of("a.csv"));
    }

    @Test
    void from_the_environment_is_as_it_is_there() throws IOException {
      Settings settings = located("one = ${HOME}, more = [a.csv]");
      assertThat(settings.as(Recipe.class).one()).isEqualTo(Path.of(System.getenv("HOME")));
    }
  }

  @Test
  void what_is_not_utf_8_is_refused() throws IOException {
    Path file = folder.resolve("my.conf");
    Files.write(file, new byte[] {'a', '=', (byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> Settings.load(file)).hasMessageContaining("not UTF-8");
  }
}
