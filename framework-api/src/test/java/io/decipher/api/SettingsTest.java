// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  /** A recipe such as plugins have. */
  public record Tree(int minClusterSize, double learningRate, Metric metric) {
    public Tree {
      if (minClusterSize < 2) {
        throw new IllegalArgumentException(
            "min-cluster-size must be at least 2, but was " + minClusterSize);
      }
      if (learningRate > 1000) {
        throw new IllegalArgumentException("the rate is beyond reason");
      }
    }
  }

  /** A recipe with what no setting can be. */
  public record Marked(char mark) {}

  /** A recipe of several values that may be wrong. */
  public record Reach(int reach, int depth, String name) {
    public Reach {
      if (reach <= 0) {
        throw new IllegalArgumentException("reach must be above 0, but was " + reach);
      }
      if (depth <= 0) {
        throw new IllegalArgumentException("depth must be above 0, but was " + depth);
      }
      if (name.isEmpty() || depth > 2 * reach) {
        throw new IllegalArgumentException("name must be given where depth is great");
      }
    }
  }

  /** A choice. */
  public enum Metric {
    EUCLIDEAN,
    ONE_MINUS_COSINE {
      /** Which makes the enum a sealed class. */
      @Override
      public String toString() {
        return "1 - cosine";
      }
    }
  }

  private static final String TREE =
      "decipher {\n"
          + "  seed = 42\n"
          + "  clusterer {\n"
          + "    type = hdbscan\n"
          + "    min-cluster-size = 15\n"
          + "    learning-rate = 0.5\n"
          + "    metric = one-minus-cosine\n"
          + "  }\n"
          + "}\n";

  @TempDir Path directory;

  private Settings file(String text) throws IOException {
    return Settings.load(Files.writeString(directory.resolve("my.conf"), text));
  }

  private Tree tree(String text) throws IOException {
    return file(text).at("decipher.clusterer").called("clusterer 'hdbscan'").as(Tree.class);
  }

  /** Checks that a person is shown the text of {@code errors/NAME.txt}. */
  private void shows(String name, ThrowingCallable wrong) throws IOException {
    ConfigurationException error = catchThrowableOfType(ConfigurationException.class, wrong);
    assertThat(error).as("nothing was wrong").isNotNull();
    String message =
        String.valueOf(error.getMessage())
            .replace(directory + directory.getFileSystem().getSeparator(), "");
    assertThat(message).isEqualTo(golden(name));
  }

  static String golden(String name) throws IOException {
    try (InputStream in = SettingsTest.class.getResourceAsStream("errors/" + name + ".txt")) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8)
          .strip()
          .replace("\r\n", "\n");
    }
  }

  @Nested
  class The_error_for {
    @Test
    void a_misspelt_key_names_the_nearest() throws IOException {
      shows(
          "misspelt-key",
          () ->
              file(TREE.replace("learning-rate", "lerning-rate"))
                  .at("decipher.clusterer")
                  .over(Settings.parse("defaults of m", "learning-rate = 1"))
                  .called("clusterer 'hdbscan'")
                  .as(Tree.class));
    }

    @Test
    void a_key_that_is_near_to_none_names_all() throws IOException {
      shows("unknown-key", () -> tree(TREE.replace("metric =", "perplexity = 5\n    metric =")));
    }

    @Test
    void a_wrong_type_of_value_says_what_was_expected() throws IOException {
      shows("wrong-type", () -> tree(TREE.replace("0.5", "tiny")));
    }

    @Test
    void a_type_that_no_setting_has_is_for_the_author() {
      for (String text : List.of("mark = x", "")) {
        assertThatThrownBy(() -> Settings.parse("my.conf", text).as(Marked.class))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageStartingWith("mark has type char, which settings do not support; ")
            .hasMessageEndingWith("for a character use a String, and check its length");
      }
    }

    @Test
    void each_value_that_is_wrong_by_itself_comes_at_once() throws IOException {
      Settings usual = Settings.parse("usual", "reach = 5, depth = 3, name = none");
      Settings wrong = file("reach = -1\ndepth = 0\nname = x").usually(usual);
      assertThatThrownBy(() -> wrong.as(Reach.class))
          .hasMessage(
              """
              2 problems:
                - %1$s: 1: reach must be above 0, but was -1
                - %1$s: 2: depth must be above 0, but was 0\
              """
                  .formatted(directory.resolve("my.conf")));
    }

    @Test
    void values_that_are_wrong_together_blames_none_but_the_first() throws IOException {
      Settings usual = Settings.parse("usual", "reach = 5, depth = 3, name = none");
      Settings wrong = file("reach = -1, depth = 9, name = x").usually(usual);
      assertThatThrownBy(() -> wrong.as(Reach.class))
          .hasMessageContaining("reach must be above 0")
          .hasMessageNotContaining("name");
    }

    @Test
    void a_value_out_of_range_has_the_line_of_its_key() throws IOException {
      shows("out-of-range", () -> tree(TREE.replace("15", "0")));
    }

    @Test
    void a_refusal_that_names_no_key_has_the_line_of_the_block() throws IOException {
      shows("refused-block", () -> tree(TREE.replace("0.5", "1e6")));
    }

    @Test
    void a_missing_key_says_what_was_expected() throws IOException {
      shows("missing-key", () -> tree(TREE.replace("    learning-rate = 0.5\n", "")));
    }

    @Test
    void a_choice_that_is_none_names_the_nearest() throws IOException {
      shows("misspelt-choice", () -> tree(TREE.replace("one-minus-cosine", "euclidian")));
    }

    @Test
    void a_number_too_large_says_so() throws IOException {
      shows("too-large", () -> tree(TREE.replace("15", "15000000000")));
    }

    @Test
    void what_is_not_a_block_says_what_was_expected() throws IOException {
      shows("no-block", () -> file("decipher {\n  clusterer = 7\n}").at("decipher.clusterer"));
    }

    @Test
    void several_problems_names_all_of_them_at_once() throws IOException {
      shows(
          "several",
          () -> tree(TREE.replace("0.5", "tiny").replace("15", "1.5").replace("metric", "metrik")));
    }

    @Test
    void a_file_that_is_not_there_names_it() throws IOException {
      shows("missing-file", () -> Settings.load(directory.resolve("none.conf")));
    }

    @Test
    void what_is_not_hocon_has_the_line() throws IOException {
      shows("syntax", () -> file("decipher {\n  seed = 42\n  model { type = [vae\n}\n"));
    }

    @Test
    void an_unknown_substitution_has_the_line() throws IOException {
      shows("substitution", () -> file("decipher {\n  seed = ${no.such.key}\n}\n"));
    }

    @ParameterizedTest
    @CsvSource({"assignment-no-equals,decipher.seed", "assignment-no-key,=7"})
    void an_assignment_that_is_none_shows_one(String name, String assignment) throws IOException {
      shows(name, () -> Settings.assignment(assignment));
    }

    @Test
    void an_assignment_to_what_is_no_key_names_it() throws IOException {
      shows("assignment-bad-key", () -> Settings.assignment("decipher..seed=7"));
    }

    @Test
    void an_assigned_value_names_the_assignment() throws IOException {
      shows(
          "assigned-value",
          () ->
              Settings.assignment("decipher.clusterer.min-cluster-size=0")
                  .over(file(TREE))
                  .at("decipher.clusterer")
                  .as(Tree.class));
    }

    @Test
    void a_default_that_is_wrong_names_where_it_stands() throws IOException {
      shows(
          "default-value",
          () ->
              file("a { metric = euclidean }")
                  .at("a")
                  .over(Settings.parse("defaults of m", "\nmin-cluster-size=1,learning-rate=1"))
                  .as(Tree.class));
    }
  }

  @Nested
  class Bound {
    /** Every type that a component may have. */
    public record Everything(
        int whole,
        long large,
        float single,
        double real,
        boolean flag,
        String text,
        Path path,
        Metric metric,
        Optional<String> maybeText,
        Optional<Metric> maybeMetric,
        Optional<Integer> maybeBoxed,
        OptionalInt maybeInt,
        OptionalLong maybeLong,
        OptionalDouble maybeDouble,
        List<String> texts,
        List<Integer> sizes,
        List<Double> rates,
        List<Metric> metrics,
        Tree tree,
        List<Tree> trees,
        Settings rest,
        List<Settings> parts) {}

    private static final String REQUIRED =
        "whole = 3, large = 9007199254740993, single = 0.1, real = 1e-3, flag = true, text = 1.50\n"
            + "path = a/b, metric = euclidean\n"
            + "tree { min-cluster-size = 2, learning-rate = 1, metric = euclidean }\n";

    private Everything everything(String text) {
      return Settings.parse("test", text).as(Everything.class);
    }

    @Test
    void every_type_of_component_takes_its_value() {
      Everything bound =
          everything(
              REQUIRED
                  + "maybe-text = x, maybe-metric = one-minus-cosine, maybe-boxed = 4\n"
                  + "maybe-int = 5, maybe-long = 6, maybe-double = 7.5\n"
                  + "texts = [a, 1.10], sizes = [500, 2000], rates = [1, 0.5]\n"
                  + "metrics = [euclidean, one-minus-cosine]\n"
                  + "trees = [${tree}, ${tree} { min-cluster-size = 9 }]\n"
                  + "rest { anything = 1 }\n"
                  + "parts = [umap, { type = pca, dimensions = 3 }]");

      Tree tree = new Tree(2, 1, Metric.EUCLIDEAN);
      assertThat(bound.whole()).isEqualTo(3);
      assertThat(bound.large()).isEqualTo(9007199254740993L);
      assertThat(bound.single()).isEqualTo(0.1f);
      assertThat(bound.real()).isEqualTo(1e-3);
      assertThat(bound.flag()).isTrue();
      assertThat(bound.text()).isEqualTo("1.50");
      assertThat(bound.path()).isEqualTo(Path.of("a/b"));
      assertThat(bound.metric()).isEqualTo(Metric.EUCLIDEAN);
      assertThat(bound.maybeText()).contains("x");
      assertThat(bound.maybeMetric()).contains(Metric.ONE_MINUS_COSINE);
      assertThat(bound.maybeBoxed()).contains(4);
      assertThat(bound.maybeInt()).hasValue(5);
      assertThat(bound.maybeLong()).hasValue(6);
      assertThat(bound.maybeDouble()).hasValue(7.5);
      assertThat(bound.texts()).containsExactly("a", "1.10");
      assertThat(bound.sizes()).containsExactly(500, 2000);
      assertThat(bound.rates()).containsExactly(1.0, 0.5);
      assertThat(bound.metrics()).containsExactly(Metric.EUCLIDEAN, Metric.ONE_MINUS_COSINE);
      assertThat(bound.tree()).isEqualTo(tree);
      assertThat(bound.trees()).containsExactly(tree, new Tree(9, 1, Metric.EUCLIDEAN));
      assertThat(bound.rest().keys()).containsExactly("anything");
      assertThat(bound.parts())
          .extracting(part -> part.type().orElse(""))
          .containsExactly("umap", "pca");
    }

    @Test
    void what_is_optional_may_be_missing_or_null() {
      Everything bound = everything(REQUIRED + "maybe-int = null, texts = null");
      assertThat(bound.maybeText()).isEmpty();
      assertThat(bound.maybeMetric()).isEmpty();
      assertThat(bound.maybeInt()).isEmpty();
      assertThat(bound.maybeLong()).isEmpty();
      assertThat(bound.maybeDouble()).isEmpty();
      assertThat(bound.texts()).isEmpty();
      assertThat(bound.trees()).isEmpty();
      assertThat(bound.parts()).isEmpty();
      assertThat(bound.rest().keys()).isEmpty();
    }

    @Test
    void one_value_stands_for_a_list_of_one() {
      Everything bound = everything(REQUIRED + "sizes = 500, parts = umap");
      assertThat(bound.sizes()).containsExactly(500);
      assertThat(bound.parts()).hasSize(1);
    }

    @Test
    void texts_are_read_as_what_they_spell() {
      Everything bound = everything(REQUIRED + "whole = \"7\", real = \"2.5\", flag = \"false\"");
      assertThat(bound.whole()).isEqualTo(7);
      assertThat(bound.real()).isEqualTo(2.5);
      assertThat(bound.flag()).isFalse();
      assertThat(everything(REQUIRED + "whole = 2.0").whole()).isEqualTo(2);
      assertThat(everything(REQUIRED + "path = 2024").path()).isEqualTo(Path.of("2024"));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "whole = 1.5|whole is 1.5; expected a whole number",
          "real = NaN|real is \"NaN\"; expected a number",
          "real = Infinity|real is \"Infinity\"; expected a number",
          "single = 1e300|single is 1.0E300; expected a number",
          "flag = 1|flag is 1; expected true or false",
          "text = [a]|text is [\"a\"]; expected a text",
          "path = {}|path is {}; expected a path",
          "path = \"\\u0000\"|path is \"\\u0000\"; expected a path",
          "tree = 5|tree is 5; expected a block { … }",
          "maybe-int = x|maybe-int is \"x\"; expected a whole number",
          "sizes = [1, x]|sizes[1] is \"x\"; expected a whole number",
          "texts = [null]|texts[0] is null; expected a text",
          "parts = [5]|parts[0] is 5; expected a block { … } or the name of a plugin",
          "trees = [{ min-cluster-size = 0, learning-rate = 1, metric = euclidean }]"
              + "|trees[0]: min-cluster-size must be at least 2, but was 0",
        })
    void a_value_of_another_kind_is_refused(String setting, String problem) {
      assertThatThrownBy(() -> everything(REQUIRED + setting))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageEndingWith(": " + problem)
          .hasMessageStartingWith("test: ");
    }

    /** One of several. */
    public sealed interface Corner {
      /** With a radius. */
      record RoundCorner(double radius) implements Corner {}

      /** Without one. */
      record Sharp() implements Corner {}
    }

    /** Has one of several. */
    public record Table(int legs, Corner corner) {}

    @Test
    void the_type_of_a_block_chooses_one_of_a_sealed_interface() {
      assertThat(Settings.parse("test", "legs = 4, corner = sharp").as(Table.class))
          .isEqualTo(new Table(4, new Corner.Sharp()));
      assertThat(
              Settings.parse("test", "legs = 3, corner { type = round-corner, radius = 2 }")
                  .as(Table.class))
          .isEqualTo(new Table(3, new Corner.RoundCorner(2)));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "corner = shrap|corner.type is 'shrap'; did you mean 'sharp'?",
          "corner = oval|corner.type is 'oval'; known: round-corner, sharp",
          "corner { radius = 2 }|corner.type is missing; expected one of round-corner, sharp",
          "corner { type = round-corner }|corner.radius is missing; expected a number",
          "corner { type = sharp, radius = 2 }|corner.radius is no setting of corner 'sharp'; none"
              + " is known",
          "corner = 5|corner is 5; expected a block { … } or the name of a plugin",
        })
    void what_is_none_of_a_sealed_interface_is_refused(String setting, String problem) {
      assertThatThrownBy(() -> Settings.parse("test", "legs = 4\n" + setting).as(Table.class))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage("test: 2: " + problem);
      assertThatThrownBy(() -> Settings.parse("test", "legs = 4").as(Table.class))
          .hasMessageEndingWith("corner is missing; expected one of round-corner, sharp");
    }

    @Test
    void a_key_that_moved_is_told_with_its_new_place() {
      Settings block = Settings.parse("test", "a { legs = 4\nwood = oak }").at("a");
      assertThat(block.moved(java.util.Map.of("wood", "top.wood", "metal", "top.metal")))
          .containsExactly("test: 2: a.wood is now a.top.wood");
    }

    @Test
    void a_fault_of_the_record_itself_is_not_blamed_on_the_person() {
      assertThatThrownBy(() -> Settings.parse("test", "n = 1").as(Faulty.class))
          .isInstanceOf(IllegalStateException.class)
          .hasRootCauseInstanceOf(ArithmeticException.class);
    }

    /** Fails on everything. */
    public record Faulty(int n) {
      public Faulty {
        n = Math.floorDiv(1, n - 1);
      }
    }

    @Test
    void the_type_of_the_plugin_is_no_setting() throws IOException {
      assertThat(tree(TREE)).isEqualTo(new Tree(15, 0.5, Metric.ONE_MINUS_COSINE));
    }
  }

  @Nested
  class Laid_over_another {
    private final Settings below =
        Settings.parse(
            "below",
            "projector { type = umap, neighbours = 15, nested { a = 1, b = 2 } }\nseed = 1");

    @Test
    void a_key_above_hides_one_below() {
      Settings both = Settings.parse("above", "projector.nested.a = 9").over(below);
      assertThat(both.at("projector.nested").toString())
          .isEqualTo("projector.nested {\"a\":9,\"b\":2}");
      assertThat(both.at("projector").type()).contains("umap");
      assertThat(both.has("seed")).isTrue();
    }

    @Test
    void the_same_type_keeps_what_is_below() {
      Settings both = Settings.parse("above", "projector { type = umap }").over(below);
      assertThat(both.at("projector").keys()).contains("neighbours");
    }

    @Test
    void another_type_hides_the_whole_block_below() {
      Settings both =
          Settings.parse("above", "projector { type = pca, dimensions = 3 }").over(below);
      assertThat(both.at("projector").keys()).containsExactlyInAnyOrder("type", "dimensions");
    }

    @Test
    void a_plain_name_is_short_for_a_type_above_and_below() {
      assertThat(Settings.parse("above", "projector = pca").over(below).at("projector").keys())
          .containsExactly("type");
      assertThat(Settings.parse("above", "projector = umap").over(below).at("projector").keys())
          .contains("neighbours");
      Settings shortBelow = Settings.parse("below", "projector = umap");
      Settings both = Settings.parse("above", "projector.neighbours = 5").over(shortBelow);
      assertThat(both.at("projector").type()).contains("umap");
      assertThat(both.at("projector").keys()).contains("neighbours");
      assertThat(
              Settings.parse("above", "projector { type = pca, d = 2 }")
                  .over(shortBelow)
                  .at("projector")
                  .type())
          .contains("pca");
    }

    @Test
    void every_value_keeps_its_own_place() {
      Settings both = Settings.parse("above", "\nseed = 2").over(below);
      assertThat(both.place("seed")).isEqualTo("above: 2: ");
      assertThat(both.at("projector").place("neighbours")).isEqualTo("below: 1: ");
    }

    @Test
    void the_comment_of_a_default_explains_the_value_above() throws IOException {
      String rendered =
          Settings.parse("above", "a { rate = 5 }")
              .over(
                  Settings.parse(
                      "below", "a {\n  # a share of one\n  rate = 1\n  # a count\n  n = 2\n}"))
              .render();
      assertThat(rendered.lines().map(String::strip))
          .containsSubsequence("# a count", "n=2", "# a share of one", "rate=5");
    }

    @Test
    void what_is_rendered_reads_back_the_same() throws IOException {
      Settings both =
          Settings.parse("above", "a = \"x # y\", l = [1, { type = t }], e = {}").over(below);
      Settings again = file(both.render());
      assertThat(again).hasToString(both.toString());
      assertThat(file(again.render()).render()).isEqualTo(again.render());
    }
  }

  @Nested
  class Assigned {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "a.b=7|{\"a\":{\"b\":7}}",
          " a.b = 7 |{\"a\":{\"b\":7}}",
          "a=x=y|{\"a\":\"x=y\"}",
          "a=|{\"a\":\"\"}",
          "a=[1, x]|{\"a\":[1,\"x\"]}",
          "a={b = 1}|{\"a\":{\"b\":1}}",
          "a=\"q # r\"|{\"a\":\"q # r\"}",
          "a=http://x//y|{\"a\":\"http://x//y\"}",
          "a=runs/#3|{\"a\":\"runs/#3\"}",
          "a=1, b=2|{\"a\":\"1, b=2\"}",
          "a=C:\\data|{\"a\":\"C:\\\\data\"}",
          "a=[1|{\"a\":\"[1\"}",
          "a=${nope}|{\"a\":\"${nope}\"}",
        })
    void a_value_is_hocon_or_else_plain_text(String assignment, String expected) {
      assertThat(Settings.assignment(assignment)).hasToString(expected);
    }

    @Test
    void its_place_is_the_assignment() {
      Settings root = Settings.assignment("a.b=[x, { c = 1 }]");
      assertThat(root.at("a").place("b")).isEqualTo("-D a.b: ");
      assertThat(root.at("a").list("b").get(1).place("c")).isEqualTo("-D a.b: ");
    }
  }

  @Nested
  class A_block {
    @Test
    void knows_its_path_and_place() throws IOException {
      Settings block = file(TREE).at("decipher.clusterer");
      assertThat(block.path()).isEqualTo("decipher.clusterer");
      assertThat(block.place()).endsWith("my.conf: 3: ");
      assertThat(block.place("metric")).endsWith("my.conf: 7: ");
      assertThat(block.place("none")).endsWith("my.conf: 3: ");
    }

    @Test
    void is_empty_where_there_is_none() {
      Settings none = Settings.empty().at("a.b");
      assertThat(none.keys()).isEmpty();
      assertThat(none.path()).isEqualTo("a.b");
      assertThat(none.place()).isEmpty();
      assertThat(none.type()).isEmpty();
      assertThat(Settings.empty().list("x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"f = [a, { type = b }]", "f = [{ type = a }, b]"})
    void stands_in_a_list_by_name_or_in_full(String text) {
      List<Settings> blocks = Settings.parse("test", text).list("f");
      assertThat(blocks).extracting(block -> block.type().orElse("")).containsExactly("a", "b");
      assertThat(blocks).extracting(Settings::path).containsExactly("f[0]", "f[1]");
    }

    @Test
    void is_not_changed_by_what_is_made_of_it() {
      Settings block = Settings.parse("test", "a = 1");
      Settings more =
          block
              .with("b", "two")
              .with("c", Settings.parse("test", "d = 3"))
              .with("e", List.of(Settings.parse("test", "type = f")));
      assertThat(more)
          .hasToString("{\"a\":1,\"b\":\"two\",\"c\":{\"d\":3},\"e\":[{\"type\":\"f\"}]}");
      assertThat(more.without("a").has("a")).isFalse();
      assertThat(block).hasToString("{\"a\":1}");
    }
  }

  @Test
  void what_differs_from_other_settings_is_told_key_by_key() {
    Settings own =
        Settings.parse("own", "a { x = 1, y = 2, z { same = [1, 2] } }, b = [1], c = null, d = 5");
    Settings other =
        Settings.parse("other", "a { x = 1.0, y = 3, z { same = [1, 2] } }, b = [2], d = 5");
    assertThat(own.differing(other).toString()).isEqualTo("{\"a\":{\"y\":2},\"b\":[1]}");
    assertThat(own.differing(own).keys()).isEmpty();
  }
}
