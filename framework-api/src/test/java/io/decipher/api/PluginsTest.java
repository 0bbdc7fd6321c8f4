// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static io.decipher.api.SettingsTest.golden;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.FeatureExtractorProvider;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.api.spi.SampleReaderProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PluginsTest {
  /** A recipe. */
  public record Layout(int neighbours, int dimensions) implements Projector {
    @Override
    public Projection fit(FloatMatrix points, RunContext run) {
      return () -> points;
    }
  }

  /** A projection that can place new points too. */
  interface Placing extends OutOfSampleProjection {}

  static class Umap implements ProjectorProvider {
    @Override
    public String name() {
      return "umap";
    }

    @Override
    public List<String> formerNames() {
      return name().equals("umap") ? List.of("uniform-layout") : List.of();
    }

    @Override
    public String description() {
      return "lays out";
    }

    @Override
    public Projector create(Settings settings) {
      return settings.as(Layout.class);
    }

    @Override
    public Class<?> yields() {
      return Placing.class;
    }
  }

  static final class OtherUmap extends Umap {}

  static final class Pca extends Umap {
    @Override
    public String name() {
      return "pca";
    }

    @Override
    public Class<?> yields() {
      return Projection.class;
    }
  }

  static final class Map extends Umap {
    @Override
    public String name() {
      return "map";
    }
  }

  static final class Tree implements ClustererProvider {
    @Override
    public String name() {
      return "umap"; // another kind may have the same name
    }

    @Override
    public String description() {
      return "finds";
    }

    @Override
    public Clusterer create(Settings settings) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Class<?> yields() {
      return ClusterModel.class;
    }
  }

  private final Plugins plugins = Plugins.of(List.of(new Umap(), new Tree(), new Pca()));

  private static Settings projector(String text) {
    return Settings.parse("my.conf", text).at("decipher.projector");
  }

  private static final String UMAP =
      "decipher {\n  projector {\n    type = umap\n    neighbours = 30\n  }\n}\n";

  private static void shows(String name, ThrowingCallable wrong) throws IOException {
    ConfigurationException error = catchThrowableOfType(ConfigurationException.class, wrong);
    assertThat(error).as("nothing was wrong").isNotNull();
    assertThat(error.getMessage()).isEqualTo(golden(name));
  }

  @Nested
  class The_error_for {
    @Test
    void a_misspelt_type_names_the_nearest() throws IOException {
      Settings block = projector(UMAP.replace("umap", "umpa"));
      shows("misspelt-type", () -> plugins.create(ProjectorProvider.class, block));
      shows("misspelt-type", () -> plugins.resolve(ProjectorProvider.class, block));
    }

    @Test
    void a_name_of_an_earlier_version_names_that_of_today() {
      Settings block = projector(UMAP.replace("umap", "uniform-layout"));
      assertThatThrownBy(() -> plugins.create(ProjectorProvider.class, block))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage("my.conf: 3: projector 'uniform-layout' is now 'umap'");
    }

    @Test
    void a_misspelt_short_form_is_the_same() throws IOException {
      Settings block = projector("decipher {\n  projector = umpa\n}\n");
      shows("misspelt-name", () -> plugins.create(ProjectorProvider.class, block));
    }

    @Test
    void a_type_that_is_near_to_none_names_all() throws IOException {
      Settings block = projector(UMAP.replace("umap", "isomap-landmark"));
      shows("unknown-type", () -> plugins.create(ProjectorProvider.class, block));
    }

    @Test
    void a_block_without_a_type_names_all() throws IOException {
      Settings block = projector(UMAP.replace("    type = umap\n", ""));
      shows("no-type", () -> plugins.create(ProjectorProvider.class, block));
    }

    @Test
    void a_kind_of_which_there_is_no_plugin_says_so() throws IOException {
      Settings block =
          Settings.parse("my.conf", "decipher {\n  model = vae\n}").at("decipher.model");
      shows("no-plugin", () -> plugins.create(GenerativeModelProvider.class, block));
    }

    @Test
    void a_misspelt_setting_names_the_plugin_and_the_nearest() throws IOException {
      Settings block = projector(UMAP.replace("neighbours", "neighbors"));
      shows("misspelt-setting", () -> plugins.create(ProjectorProvider.class, block));
    }

    @Test
    void two_plugins_of_one_name_names_both() throws IOException {
      shows("twins", () -> Plugins.of(List.of(new Umap(), new OtherUmap())));
    }
  }

  @Nested
  class Made {
    @Test
    void what_the_block_leaves_out_is_the_plugins_default() {
      assertThat(plugins.create(ProjectorProvider.class, projector(UMAP)))
          .isEqualTo(new Layout(30, 2));
    }

    @Test
    void resolved_settings_are_complete_and_explained() {
      Settings resolved = plugins.resolve(ProjectorProvider.class, projector(UMAP));
      assertThat(resolved.keys()).containsExactlyInAnyOrder("type", "neighbours", "dimensions");
      assertThat(resolved.render().lines().map(String::strip))
          .containsSubsequence("# Dimensions of the layout.", "dimensions=2")
          .containsSubsequence("# How many neighbours of a point count.", "neighbours=30");
    }

    @Test
    void a_plugin_does_not_get_the_defaults_of_another() {
      Settings resolved =
          plugins.resolve(ProjectorProvider.class, projector("decipher.projector = pca"));
      assertThat(resolved.keys()).containsExactlyInAnyOrder("type", "dimensions");
    }
  }

  @Nested
  class A_block_that_names_a_preset {
    private final Plugins plugins = Plugins.of(List.of(new Map()));

    private Settings look(String text) {
      Settings block = projector("decipher.projector { type = map\n" + text + "\n}");
      return plugins.resolve(ProjectorProvider.class, block).at("look");
    }

    private record Look(String type, int line, int colours) {}

    private void gives(String text, Look expected) {
      Settings look = look(text);
      assertThat(look.keys()).containsExactlyInAnyOrder("type", "line", "colours");
      assertThat(look.render().replaceAll("(?m)^ *#.*\n", "").lines().map(String::strip))
          .containsExactlyInAnyOrder(
              "type=" + expected.type, "line=" + expected.line, "colours=" + expected.colours);
    }

    @Test
    void is_filled_with_what_that_says() {
      gives("", new Look("plain", 3, 2));
      gives("look = fine", new Look("fine", 1, 256));
      gives("look { type = fine }", new Look("fine", 1, 256));
    }

    @Test
    void can_change_single_settings() {
      gives("look { line = 5 }", new Look("plain", 5, 2));
      gives("look { type = fine, line = 5 }", new Look("fine", 5, 256));
    }

    @Test
    void does_not_keep_what_was_changed_of_another() {
      Settings below =
          projector("decipher.projector { type = map, look { type = plain, line = 9 }}");
      Settings above = projector("decipher.projector { look = fine }");
      assertThat(plugins.resolve(ProjectorProvider.class, above.over(below)).at("look").render())
          .contains("line=1");
    }

    @Test
    void is_explained() {
      assertThat(look("look { type = fine, line = 2 }").render().lines().map(String::strip))
          .containsSubsequence("# The width of a line; thin.", "line=2")
          .containsSubsequence("# How many colours.", "colours=256");
    }

    @Test
    void is_resolved_again_to_the_same() {
      Settings once =
          plugins.resolve(ProjectorProvider.class, projector("decipher.projector = map"));
      assertThat(plugins.resolve(ProjectorProvider.class, once).render()).isEqualTo(once.render());
    }

    @Test
    void is_told_the_nearest_name_or_all() {
      assertThatThrownBy(() -> look("look = fien"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage("my.conf: 2: decipher.projector.look.type is 'fien'; did you mean 'fine'?");
      assertThatThrownBy(() -> look("look { type = colourful }"))
          .hasMessage(
              "my.conf: 2: decipher.projector.look.type is 'colourful'; known: fine, plain");
    }

    @Test
    void may_be_in_a_block_of_its_own() {
      Settings block = projector("decipher.projector { type = map\nlegend.font = bold }");
      Settings legend = plugins.resolve(ProjectorProvider.class, block).at("legend");
      assertThat(legend.keys()).containsExactlyInAnyOrder("rows", "font");
      assertThat(legend.at("font").render()).contains("type=bold", "weight=700");
    }
  }

  @Nested
  class Known {
    @Test
    void plugins_are_told_by_kind_then_name() {
      assertThat(plugins.all())
          .extracting(plugin -> plugin.kind() + " " + plugin.name() + " " + plugin.description())
          .containsExactly(
              "PROJECTOR pca lays out", "PROJECTOR umap lays out", "CLUSTERER umap finds");
      assertThat(plugins.all()).allMatch(plugin -> !plugin.module().isEmpty());
    }

    @Test
    void capabilities_are_the_types_of_what_is_yielded() {
      assertThat(
              plugins
                  .provider(ProjectorProvider.class, projector(UMAP))
                  .can(OutOfSampleProjection.class))
          .isTrue();
      Settings pca = projector("decipher.projector = pca");
      assertThat(plugins.provider(ProjectorProvider.class, pca).can(OutOfSampleProjection.class))
          .isFalse();
    }

    @Test
    void a_search_where_there_is_no_plugin_finds_none() {
      assertThat(Plugins.discover().all()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void every_kind_is_found_by_its_service(PluginKind kind) {
      assertThat(PluginKind.of(kind.service())).isEqualTo(kind);
    }

    @Test
    void what_is_no_service_has_no_kind() {
      assertThatThrownBy(() -> PluginKind.of(String.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("java.lang.String is not a plugin service");
    }
  }

  /** Accepts files of one ending. */
  record Reader(String name, String ending, int priority) implements SampleReaderProvider {
    @Override
    public String description() {
      return "reads " + ending;
    }

    @Override
    public SampleReader create(Settings settings) {
      Reader self = this;
      return new SampleReader() {
        @Override
        public boolean accepts(Path path) {
          return path.toString().endsWith(ending);
        }

        @Override
        public int priority() {
          return self.priority;
        }

        @Override
        public Samples read(Path path, RunContext run) {
          return Samples.none(SampleType.vector(1)).withNames(List.of());
        }

        @Override
        public String toString() {
          return name;
        }
      };
    }
  }

  @Nested
  class A_path {
    private String reader(String path, Reader... readers) {
      return Plugins.of(List.of(readers)).reader(Path.of(path)).map(Object::toString).orElse("-");
    }

    @Test
    void is_read_by_what_accepts_it() {
      assertThat(reader("a.wav", new Reader("sound", ".wav", 0), new Reader("text", ".csv", 0)))
          .isEqualTo("sound");
      assertThat(reader("a.txt", new Reader("sound", ".wav", 0))).isEqualTo("-");
    }

    @Test
    void is_read_by_the_highest_priority_then_by_the_first_name() {
      assertThat(reader("a.wav", new Reader("a", ".wav", -1), new Reader("b", ".wav", 1)))
          .isEqualTo("b");
      assertThat(reader("a.wav", new Reader("b", ".wav", 1), new Reader("a", ".wav", 1)))
          .isEqualTo("a");
    }
  }

  /** Takes samples of one class of types. */
  record Extractor(String name, Class<? extends SampleType> taken)
      implements FeatureExtractorProvider {
    @Override
    public String description() {
      return "features of " + taken.getSimpleName();
    }

    @Override
    public FeatureExtractor create(Settings settings) {
      throw new AssertionError("not asked for");
    }

    @Override
    public boolean accepts(SampleType type) {
      return taken.isInstance(type);
    }
  }

  @Nested
  class Samples_of_a_type {
    private final Plugins extractors =
        Plugins.of(
            List.of(
                new Extractor("gradients", SampleType.Image.class),
                new Extractor("values", SampleType.class),
                new Extractor("columns", SampleType.Vector.class)));
    private final Settings block = Settings.parse("my.conf", "f { type = gradients }").at("f");

    @Test
    void are_taken_by_what_accepts_them() {
      extractors.requireAccepts(FeatureExtractorProvider.class, block, SampleType.image(2, 2));
    }

    @Test
    void are_refused_by_others_naming_what_takes_them() {
      assertThatThrownBy(
              () ->
                  extractors.requireAccepts(
                      FeatureExtractorProvider.class, block, SampleType.vector(3)))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              "my.conf: 1: feature 'gradients' does not accept samples of type vector, but the"
                  + " samples are vector of 3 values; these accept them: columns, values");
    }

    @Test
    void that_nothing_takes_are_refused_too() {
      Plugins alone = Plugins.of(List.of(new Extractor("gradients", SampleType.Image.class)));
      assertThatThrownBy(
              () ->
                  alone.requireAccepts(FeatureExtractorProvider.class, block, SampleType.vector(3)))
          .hasMessageEndingWith("; no feature plugin found accepts them");
    }
  }

  @Test
  void what_a_plugin_can_do_may_depend_on_its_settings() {
    Settings none = Settings.empty();
    assertThat(new Umap().can(OutOfSampleProjection.class, none)).isTrue();
    assertThat(new Pca().can(OutOfSampleProjection.class, none)).isFalse();
  }
}
