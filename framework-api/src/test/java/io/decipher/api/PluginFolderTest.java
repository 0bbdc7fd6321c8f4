// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static io.decipher.api.PluginJars.clusterer;
import static io.decipher.api.PluginJars.module;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Plugins.Description;
import io.decipher.api.spi.ClustererProvider;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginFolderTest {
  @TempDir private Path work;
  private Path folder;
  private PluginJars jars;

  @BeforeEach
  void a_good_plugin_is_there() throws IOException {
    jars = new PluginJars(work.resolve("work"));
    folder = Files.createDirectories(work.resolve("plugins"));
    jars.good("good", "good").version("1.2").pack(folder.resolve("good.jar"));
  }

  private Plugins found() {
    return Plugins.search(Optional.of(PluginFolder.load(folder)));
  }

  private static Settings block(String type) {
    return Settings.parse("my.conf", "clusterer { type = \"" + type + "\" }").at("clusterer");
  }

  private static ClustererProvider provider(Plugins plugins, String type) {
    return plugins.provider(ClustererProvider.class, block(type));
  }

  /** The good one is there and nothing else; one jar is skipped. */
  private SkippedPlugin skippedAlone() {
    Plugins plugins = found();
    assertThat(plugins.all()).extracting(Description::name).containsExactly("good");
    assertThat(plugins.skipped()).hasSize(1);
    SkippedPlugin skipped = plugins.skipped().get(0);
    assertThat(provider(plugins, "good").description()).isEqualTo("puts all into one class");
    assertThatThrownBy(() -> provider(plugins, "broken"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("my.conf: 1: clusterer.type is 'broken'")
        .hasMessageContaining(skipped.toString());
    return skipped;
  }

  @Nested
  class A_plugin {
    @Test
    void is_told_with_module_version_and_jar() {
      Description good = found().all().get(0);
      assertThat(good.module()).isEqualTo("good");
      assertThat(good.version()).isEqualTo("1.2");
      assertThat(good.jar()).isEqualTo(folder.resolve("good.jar").toString());
      assertThat(found().skipped()).isEmpty();
    }

    @Test
    void may_be_a_jar_without_module_info() throws IOException {
      jars.jar()
          .source(clusterer("plain", "Plain", "plain", ""))
          .resource("META-INF/services/io.decipher.api.spi.ClustererProvider", "plain.Plain\n")
          .pack(folder.resolve("plain-3.jar"));
      assertThat(found().all()).extracting(Description::name).containsExactly("good", "plain");
    }

    @Test
    void may_require_the_module_of_another() throws IOException {
      Path library =
          jars.jar()
              .source("module lib { exports lib; }")
              .source("package lib;\npublic class Lib { public static int of() { return 7; } }")
              .pack(folder.resolve("lib.jar"));
      jars.jar()
          .library(library)
          .source(module("user", "user.User", "requires lib;"))
          .source(clusterer("user", "User", "user", "public User() { lib.Lib.of(); }"))
          .pack(folder.resolve("a-user.jar"));
      assertThat(found().all()).extracting(Description::name).containsExactly("good", "user");
      assertThat(found().skipped()).isEmpty();
    }

    @Test
    void gets_its_own_defaults() throws IOException {
      jars.good("tuned", "tuned")
          .resource("reference.conf", "decipher.defaults.clusterer.tuned { size = 5 }")
          .pack(folder.resolve("tuned/tuned.jar"));
      assertThat(found().resolve(ClustererProvider.class, block("tuned")).text("size"))
          .contains("5");
    }
  }

  /** Two versions of a library whose method gives the version. */
  private Path library(String version, boolean isModule) throws IOException {
    PluginJars.Jar jar =
        jars.jar()
            .source(
                "package words;\npublic class Words {"
                    + " public static String version() { return \""
                    + version
                    + "\"; } }");
    if (isModule) {
      jar.source("module words { exports words; }").version(version);
    }
    return jar.pack(work.resolve("libraries/words-" + version + ".jar"));
  }

  private void packUser(String name, Path library) throws IOException {
    jars.jar()
        .library(library)
        .source(module(name, name + ".User", "requires words;"))
        .source(
            clusterer(
                name,
                "User",
                name,
                "public java.util.List<String> formerNames() {"
                    + " return java.util.List.of(words.Words.version()); }"))
        .pack(folder.resolve(name + "/" + name + ".jar"));
    Files.copy(library, folder.resolve(name).resolve(library.getFileName()));
  }

  @Nested
  class Two_versions_of_one_library {
    @Test
    void stand_side_by_side_as_modules() throws IOException {
      packUser("old", library("1.0", true));
      packUser("young", library("2.0", true));
      Plugins plugins = found();
      assertThat(plugins.skipped()).isEmpty();
      assertThat(provider(plugins, "old").formerNames()).containsExactly("1.0");
      assertThat(provider(plugins, "young").formerNames()).containsExactly("2.0");
    }

    @Test
    void stand_side_by_side_as_automatic_modules() throws IOException {
      packUser("old", library("1.0", false));
      packUser("young", library("2.0", false));
      Plugins plugins = found();
      assertThat(plugins.skipped()).isEmpty();
      assertThat(provider(plugins, "old").formerNames()).containsExactly("1.0");
      assertThat(provider(plugins, "young").formerNames()).containsExactly("2.0");
    }

    /** The framework has com.typesafe.config, an automatic module. */
    @Test
    void may_be_one_of_the_frameworks_own() throws IOException {
      Path library =
          jars.jar()
              .source(
                  "package com.typesafe.config;\npublic class Config {"
                      + " public static String mine() { return \"of the plugin\"; } }")
              .source(
                  "package com.typesafe.more;\npublic class More {"
                      + " public static Object found() { return"
                      + " java.util.ServiceLoader.load(Runnable.class).findFirst(); } }")
              .resource("META-INF/MANIFEST.MF", "Automatic-Module-Name: typesafe.config\n")
              .pack(work.resolve("libraries/config-9.jar"));
      for (boolean isModule : List.of(true, false)) {
        String name = isModule ? "modular" : "plain";
        PluginJars.Jar jar =
            jars.jar()
                .library(library)
                .source(
                    clusterer(
                        name,
                        "User",
                        name,
                        "public java.util.List<String> formerNames() { return java.util.List.of("
                            + "com.typesafe.config.Config.mine(),"
                            + " com.typesafe.more.More.found().toString()); }"));
        if (isModule) {
          jar.source(module(name, name + ".User", "requires typesafe.config;"));
        } else {
          jar.resource("META-INF/services/io.decipher.api.spi.ClustererProvider", name + ".User\n");
        }
        jar.beforeFramework().pack(folder.resolve(name + "/" + name + ".jar"));
        Files.copy(library, folder.resolve(name).resolve("config-9.jar"));
      }
      Plugins plugins = found();
      assertThat(plugins.skipped()).isEmpty();
      for (String name : List.of("modular", "plain")) {
        assertThat(provider(plugins, name).formerNames())
            .containsExactly("of the plugin", "Optional.empty");
      }
    }

    @Test
    void in_one_folder_are_told() throws IOException {
      packUser("broken", library("1.0", true));
      Path other = library("2.0", true);
      Files.copy(other, folder.resolve("broken").resolve(other.getFileName()));
      SkippedPlugin skipped = skippedAlone();
      assertThat(skipped.jar()).isEqualTo(folder.resolve("broken").toString());
      assertThat(skipped.reason())
          .isEqualTo("it holds the module words twice: words-1.0.jar and words-2.0.jar");
    }
  }

  @Nested
  class Is_skipped_with_reason_and_remedy {
    private Path broken() {
      return folder.resolve("broken.jar");
    }

    private void isSkipped(String reason, String remedy) {
      SkippedPlugin skipped = skippedAlone();
      assertThat(skipped.jar()).isEqualTo(broken().toString());
      assertThat(skipped.reason()).contains(reason);
      assertThat(skipped.remedy()).contains(remedy);
    }

    @Test
    void what_needs_a_module_that_is_not_there() throws IOException {
      jars.jar()
          .library(library("1.0", true))
          .source(module("broken", "broken.User", "requires words;"))
          .source(clusterer("broken", "User", "broken", ""))
          .pack(broken());
      isSkipped(
          "it needs the module words, which is neither in Decipher nor next to it",
          "put both jars into a folder of their own in here");
    }

    @Test
    void what_needs_a_class_that_is_not_there() throws IOException {
      jars.jar()
          .library(library("1.0", false))
          .source(clusterer("broken", "User", "broken", "public User() { words.Words.version(); }"))
          .resource("META-INF/services/io.decipher.api.spi.ClustererProvider", "broken.User\n")
          .pack(broken());
      isSkipped("making it: the class words.Words is missing", "both in a folder of their own");
    }

    @Test
    void what_is_compiled_for_a_newer_jdk() throws IOException {
      jars.good("broken", "broken").pack(broken());
      PluginJars.compiledForJdk(broken(), 80, true);
      isSkipped("it is compiled for JDK 80, and this is JDK ", "JAVA_HOME");
    }

    @Test
    void what_has_classes_for_a_newer_jdk_under_an_old_module_info() throws IOException {
      jars.good("broken", "broken").pack(broken());
      PluginJars.compiledForJdk(broken(), 80, false);
      isSkipped("it is compiled for JDK 80, and this is JDK ", "JAVA_HOME");
    }

    @Test
    void a_jar_that_is_cut_off() throws IOException {
      jars.good("broken", "broken").pack(broken());
      byte[] all = Files.readAllBytes(broken());
      Files.write(broken(), Arrays.copyOf(all, all.length / 2));
      isSkipped("the jar is damaged or truncated", "copy it again");
    }

    @Test
    void a_jar_that_is_empty() throws IOException {
      Files.write(broken(), new byte[0]);
      isSkipped("the jar is damaged or truncated", "copy it again");
    }

    @Test
    void the_older_of_two_of_one_plugin() throws IOException {
      jars.good("good", "good").version("1.0").pack(broken());
      isSkipped(
          "it is the plugin module good a second time, version 1.0; good.jar has version 1.2",
          "delete one of them");
      assertThat(found().all().get(0).version()).isEqualTo("1.2");
    }

    @Test
    void one_whose_constructor_throws_with_the_cause_kept() throws IOException {
      jars.jar()
          .source(module("broken", "broken.User", ""))
          .source(
              clusterer(
                  "broken",
                  "User",
                  "broken",
                  "public User() { throw new IllegalStateException(\"no licence\"); }"))
          .pack(broken());
      isSkipped(
          "broken.User: making it: it throws java.lang.IllegalStateException: no licence",
          "report it to its author");
      assertThat(found().skipped().get(0).cause().orElseThrow()).hasRootCauseMessage("no licence");
    }

    @Test
    void one_whose_static_initialiser_throws_with_the_cause_kept() throws IOException {
      jars.jar()
          .source(module("broken", "broken.User", ""))
          .source(
              clusterer(
                  "broken",
                  "User",
                  "broken",
                  "static final int SIZE = Integer.parseInt(\"many\");"))
          .pack(broken());
      isSkipped(
          "it throws java.lang.NumberFormatException: For input string: \"many\"",
          "report it to its author");
    }

    @Test
    void one_whose_description_throws() throws IOException {
      jars.jar()
          .source(module("broken", "broken.User", ""))
          .source(
              clusterer("broken", "User", "broken", "")
                  .replace(
                      "return \"puts all into one class\";",
                      "throw new UnsupportedOperationException();"))
          .pack(broken());
      isSkipped(
          "broken.User: its description(): it throws java.lang.UnsupportedOperationException",
          "report it to its author");
    }

    @Test
    void one_whose_name_is_null() throws IOException {
      jars.jar()
          .source(module("broken", "broken.User", ""))
          .source(clusterer("broken", "User", "broken", "").replace("\"broken\"", "null"))
          .pack(broken());
      isSkipped("broken.User: its name() is null or empty", "report it to its author");
    }

    @Test
    void a_services_file_without_provides() throws IOException {
      jars.jar()
          .source("module broken { requires io.decipher.api; }")
          .source(clusterer("broken", "User", "broken", ""))
          .resource("META-INF/services/io.decipher.api.spi.ClustererProvider", "broken.User\n")
          .pack(broken());
      isSkipped(
          "its META-INF/services/io.decipher.api.spi.ClustererProvider names plugins, but its"
              + " module-info has no `provides` for them",
          "add `provides io.decipher.api.spi.ClustererProvider with …;` to module-info.java");
    }

    @Test
    void a_library_alone() throws IOException {
      Files.copy(library("1.0", true), broken());
      isSkipped("it provides no plugin", "put both into a folder of their own");
    }

    @Test
    void a_services_file_that_names_no_class() throws IOException {
      jars.jar()
          .source("package broken;\npublic class Nothing {}")
          .resource("META-INF/services/io.decipher.api.spi.ClustererProvider", "broken.User\n")
          .pack(broken());
      isSkipped("broken.User", "");
    }

    @Test
    void modules_that_share_a_package() throws IOException {
      Path other =
          jars.jar()
              .source("module other { exports broken; }")
              .source("package broken;\npublic class Other {}")
              .pack(folder.resolve("mine/other.jar"));
      jars.good("broken", "broken").pack(folder.resolve("mine/broken.jar"));
      SkippedPlugin skipped = skippedAlone();
      assertThat(other).exists();
      assertThat(skipped.jar()).isEqualTo(folder.resolve("mine").toString());
      assertThat(skipped.reason())
          .startsWith("its modules do not fit together: ")
          .contains("broken");
    }

    @Test
    void a_folder_without_jars() throws IOException {
      Files.createDirectories(folder.resolve("mine/target"));
      SkippedPlugin skipped = skippedAlone();
      assertThat(skipped.reason()).isEqualTo("the folder holds no jar");
    }
  }

  @Nested
  class One_that_has_the_name_of_another {
    @Test
    void is_taken_where_the_configuration_names_its_module() throws IOException {
      jars.good("other", "good").pack(folder.resolve("other.jar"));
      Plugins plugins = found();
      assertThat(plugins.all())
          .extracting(Description::name)
          .containsExactly("good/good", "other/good");
      assertThat(plugins.skipped()).hasSize(2);
      assertThat(plugins.skipped().get(1).toString())
          .contains("its clusterer 'good' has the same name as good.Good in ")
          .contains("write `type = \"other/good\"` to use it nonetheless");
      assertThat(provider(plugins, "other/good").getClass().getName()).isEqualTo("other.Good");
      assertThatThrownBy(() -> provider(plugins, "good"))
          .hasMessageContaining("write `type = \"good/good\"`");
    }

    @Test
    void is_not_taken_for_one_of_deciphers_own() throws IOException {
      jars.good("io.decipher.own", "good").pack(folder.resolve("own.jar"));
      Plugins plugins = found();
      assertThat(provider(plugins, "good").getClass().getName()).isEqualTo("io.decipher.own.Good");
      assertThat(provider(plugins, "good/good").getClass().getName()).isEqualTo("good.Good");
      assertThat(plugins.skipped()).hasSize(1);
    }

    @Test
    void may_be_given_by_the_program() {
      Plugins plugins = found();
      ClustererProvider mine = provider(found(), "good");
      assertThat(provider(plugins.with(mine), "good")).isSameAs(mine);
      assertThat(provider(plugins, "good")).isNotSameAs(mine);
    }
  }

  @Nested
  class Of_a_version_of_the_API {
    @BeforeEach
    void nothing_else_is_there() throws IOException {
      Files.delete(folder.resolve("good.jar"));
    }

    private List<SkippedPlugin> skippedBy(String version) {
      return PluginFolder.load(folder, Optional.of(Version.parse(version))).skipped();
    }

    @Test
    void that_its_manifest_does_not_name_it_is_skipped() throws IOException {
      jars.good("ahead", "ahead")
          .resource("META-INF/MANIFEST.MF", "Decipher-API: [0.2,0.3)\n")
          .pack(folder.resolve("ahead.jar"));
      assertThat(skippedBy("0.2.0-SNAPSHOT")).isEmpty();
      assertThat(skippedBy("0.2.7")).isEmpty();
      assertThat(skippedBy("0.1.0-SNAPSHOT"))
          .extracting(SkippedPlugin::reason)
          .containsExactly(
              "it is made for versions [0.2,0.3) of Decipher, but this is 0.1.0-SNAPSHOT");
      assertThat(skippedBy("0.3")).hasSize(1);
    }

    @Test
    void may_be_named_for_each_extension_point() throws IOException {
      jars.jar()
          .source(
              PluginJars.module(
                  "both", "both.One", "provides io.decipher.api.spi.ToolProvider with both.Two;"))
          .source(PluginJars.clusterer("both", "One", "one", ""))
          .source(
              "package both;\n"
                  + "public final class Two implements io.decipher.api.spi.ToolProvider {\n"
                  + "  public String name() { return \"two\"; }\n"
                  + "  public String description() { return \"does nothing\"; }\n"
                  + "  public io.decipher.api.Tool create(io.decipher.api.Settings settings) {\n"
                  + "    return (input, output, run) -> java.util.List.of();\n"
                  + "  }\n"
                  + "}\n")
          .resource("META-INF/MANIFEST.MF", "Decipher-API: [0.1,0.2); clusterer [0.1,0.4)\n")
          .pack(folder.resolve("both.jar"));
      PluginFolder later = PluginFolder.load(folder, Optional.of(Version.parse("0.3")));
      assertThat(later.skipped())
          .extracting(SkippedPlugin::reason)
          .containsExactly("its tool is made for versions [0.1,0.2) of Decipher, but this is 0.3");
      assertThat(Plugins.of(later).all())
          .extracting(Plugins.Description::name)
          .containsExactly("one");
      assertThat(skippedBy("0.1.5")).isEmpty();
      assertThat(skippedBy("0.4"))
          .extracting(SkippedPlugin::reason)
          .containsExactly(
              "it is made for versions [0.1,0.2); clusterer [0.1,0.4) of Decipher, but this is"
                  + " 0.4");
      assertThatThrownBy(() -> ApiRanges.parse("clustr [0.1,0.2)"))
          .hasMessageContaining("'clustr' is not an extension point; did you mean 'clusterer'?");
    }

    @Test
    void that_no_manifest_names_is_the_one_it_was_compiled_against() throws IOException {
      jars.good("good", "good").pack(folder.resolve("good.jar"));
      Version now = PluginFolder.class.getModule().getDescriptor().version().orElseThrow();
      assertThat(skippedBy(now.toString())).isEmpty();
      assertThat(skippedBy("0.0.9"))
          .extracting(SkippedPlugin::reason)
          .containsExactly(
              "it is made for versions "
                  + ApiRange.compiledAgainst(now).orElseThrow()
                  + " of Decipher, but this is 0.0.9");
    }

    @Test
    void that_cannot_be_read_is_told() throws IOException {
      jars.good("odd", "odd")
          .resource("META-INF/MANIFEST.MF", "Decipher-API: newest\n")
          .pack(folder.resolve("odd.jar"));
      assertThat(skippedBy("0.1.0"))
          .extracting(SkippedPlugin::reason)
          .containsExactly(
              "its manifest's Decipher-API cannot be read: 'newest' is not a range of versions"
                  + " such as [0.1,0.2)");
    }

    @Test
    void that_it_was_compiled_against_holds_to_the_next_that_may_break_it() {
      assertThat(ApiRange.compiledAgainst(Version.parse("0.1.0-SNAPSHOT")).orElseThrow())
          .hasToString("[0.1.0,0.2)");
      assertThat(ApiRange.compiledAgainst(Version.parse("2.3.1")).orElseThrow())
          .hasToString("[2.3.1,3)");
      assertThat(ApiRange.compiledAgainst(Version.parse("1")).orElseThrow()).hasToString("[1,2)");
    }
  }

  @Test
  void a_folder_that_is_not_there_holds_nothing() {
    assertThat(PluginFolder.load(work.resolve("none")).layers()).isEmpty();
    assertThat(PluginFolder.load(work.resolve("none")).skipped()).isEmpty();
  }
}
