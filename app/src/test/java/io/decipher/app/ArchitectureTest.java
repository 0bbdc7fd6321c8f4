// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.decipher.app.cyclic.left.Left;
import io.decipher.app.cyclic.right.Right;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What may know what; see docs/decisions. */
class ArchitectureTest {
  static final Set<Module> MODULES =
      ModuleLayer.boot().modules().stream()
          .filter(module -> module.getName().startsWith("io.decipher."))
          .collect(Collectors.toSet());

  /** What provides a service of the API, whatever it is called. */
  private static final Set<String> PLUGINS =
      MODULES.stream()
          .filter(
              module ->
                  module.getDescriptor().provides().stream()
                      .anyMatch(provided -> provided.service().startsWith("io.decipher.api.spi.")))
          .map(Module::getName)
          .collect(Collectors.toSet());

  private static final JavaClasses ALL = scan();

  private static JavaClasses scan() {
    List<Location> places = MODULES.stream().flatMap(module -> placesOf(module).stream()).toList();
    return new ClassFileImporter()
        .withImportOption(
            location -> !location.contains("test-classes") && !location.contains("package-info"))
        .importLocations(places);
  }

  static List<Location> placesOf(Module module) {
    return ModuleLayer.boot().configuration().modules().stream()
        .filter(resolved -> resolved.name().equals(module.getName()))
        .map(resolved -> place(Path.of(resolved.reference().location().orElseThrow())))
        .toList();
  }

  /** A module is a jar once it is packaged, and a folder of classes before. */
  private static Location place(Path path) {
    if (Files.isDirectory(path)) {
      return Location.of(path);
    }
    try {
      return Location.of(new JarFile(path.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void the_scan_found_classes_of_every_module() {
    for (Module module : MODULES) {
      assertThat(ALL.that(describe("in it", type -> isIn(module.getName(), type))))
          .as("classes of %s", module.getName())
          .isNotEmpty();
    }
    assertThat(MODULES)
        .extracting(Module::getName)
        .contains("io.decipher.api", "io.decipher.runtime", "io.decipher.app");
    assertThat(PLUGINS)
        .contains("io.decipher.vae", "io.decipher.gan", "io.decipher.judge")
        .doesNotContain("io.decipher.api", "io.decipher.runtime", "io.decipher.app");
  }

  private static boolean isIn(String module, JavaClass type) {
    return (type.getPackageName() + ".").startsWith(module + ".");
  }

  @Test
  void modules_depend_on_each_other_in_one_direction() {
    slices().matching("io.decipher.(*)..").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void packages_of_a_module_depend_on_each_other_in_one_direction() {
    for (Module module : MODULES) {
      if (module.getName().equals("io.decipher.api")) {
        continue; // providers make products, Plugins finds them: docs/decisions/0110
      }
      slices().assignedFrom(packagesOf(module.getName())).should().beFreeOfCycles().check(ALL);
    }
  }

  @Test
  void of_the_api_only_what_finds_plugins_knows_their_services() {
    Set<String> finding =
        Set.of(
            "io.decipher.api.Plugins",
            "io.decipher.api.PluginSearch",
            "io.decipher.api.PluginKind");
    noClasses()
        .that(
            describe(
                "are of io.decipher.api and do not find plugins",
                type ->
                    type.getPackageName().equals("io.decipher.api")
                        && !finding.contains(type.getName().replaceFirst("\\$.*", ""))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.decipher.api.spi")
        .check(ALL);
  }

  @Test
  void the_rule_against_cycles_of_packages_can_fail() {
    JavaClasses cyclic = new ClassFileImporter().importClasses(Left.class, Right.class);
    assertThatThrownBy(
            () ->
                slices()
                    .assignedFrom(packagesOf("io.decipher.app"))
                    .should()
                    .beFreeOfCycles()
                    .check(cyclic))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Cycle detected");
  }

  private static SliceAssignment packagesOf(String module) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return isIn(module, type)
            ? SliceIdentifier.of(type.getPackageName())
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "packages of " + module;
      }
    };
  }

  @Test
  void only_the_runtime_knows_guice() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.decipher.runtime..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.inject..")
        .check(ALL);
  }

  @Test
  void only_the_api_reads_hocon() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.decipher.api")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.typesafe.config..")
        .check(ALL);
  }

  @Test
  void only_models_on_djl_know_djl() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.decipher.djl..", "io.decipher.vae..", "io.decipher.gan..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(ALL);
  }

  @Test
  void plugins_know_neither_the_runtime_nor_each_other() {
    for (String plugin : PLUGINS) {
      pluginRule(plugin).check(ALL);
    }
  }

  private static ArchRule pluginRule(String plugin) {
    Set<String> others = new HashSet<>(PLUGINS);
    others.remove(plugin);
    others.addAll(List.of("io.decipher.runtime", "io.decipher.app"));
    return noClasses()
        .that(describe("are of " + plugin, (JavaClass type) -> isIn(plugin, type)))
        .should()
        .dependOnClassesThat(
            describe(
                "are of the runtime, the app, or another plugin",
                type -> others.stream().anyMatch(other -> isIn(other, type))));
  }

  @Test
  void what_was_learned_from_labels_is_known_to_scoring_alone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.decipher.judge..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.decipher.judge..")
        .check(ALL);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.decipher.app.JudgeCommand")
        .and()
        .doNotHaveFullyQualifiedName("io.decipher.runtime.Judging")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.decipher.runtime.Judging")
        .check(ALL);
    noClasses()
        .that()
        .resideOutsideOfPackages("io.decipher.api..", "io.decipher.judge..")
        .and()
        .doNotHaveFullyQualifiedName("io.decipher.runtime.Judging")
        .should()
        .dependOnClassesThat()
        .haveSimpleName("EvaluatorProvider")
        .check(ALL);
  }

  @Test
  void the_judge_knows_the_api_and_numerics_alone_and_no_labels() {
    classes()
        .that()
        .resideInAPackage("io.decipher.judge")
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are its own, of the API without labels, of the numerics, or no part of Decipher",
                type ->
                    !type.getPackageName().startsWith("io.decipher")
                        || type.getPackageName().equals("io.decipher.numerics")
                        || type.getPackageName().equals("io.decipher.judge")
                        || type.getSimpleName().equals("EvaluatorProvider")
                        || (type.getPackageName().equals("io.decipher.api")
                            && !Set.of("GroundTruth", "Labels", "Dataset")
                                .contains(type.getSimpleName()))))
        .check(ALL);
  }

  @Test
  void labels_to_begin_with_are_known_to_labelling_alone() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.decipher.runtime.Labelling")
        .and()
        .resideOutsideOfPackage("io.decipher.runtime.internal.labelling")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.decipher.runtime.internal.labelling")
        .check(ALL);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.decipher.runtime.Labelling")
        .and()
        .doNotHaveFullyQualifiedName("io.decipher.text.NamedTable")
        .should()
        .accessTargetWhere(
            describe(
                "NamedTable.someClasses()",
                (JavaAccess<?> access) ->
                    access.getTargetOwner().getName().equals("io.decipher.text.NamedTable")
                        && access.getName().equals("someClasses")))
        .check(ALL);
    noClasses()
        .that()
        .resideOutsideOfPackage("io.decipher.app")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.decipher.runtime.Labelling")
        .check(ALL.that(describe("are others", type -> !isLabelling(type))));
  }

  @Test
  void only_labelling_trains_on_labels_to_begin_with() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.decipher.vae..")
        .and()
        .doNotHaveFullyQualifiedName("io.decipher.runtime.Labelling")
        .should()
        .accessTargetWhere(
            describe(
                "FineTunable.labelProbabilities()",
                (JavaAccess<?> access) -> access.getName().equals("labelProbabilities")))
        .check(ALL);
  }

  private static boolean isLabelling(JavaClass type) {
    return type.getName().startsWith("io.decipher.runtime.Labelling");
  }

  @Test
  void labels_that_people_gave_are_read_by_scores_alone() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.decipher.runtime.report.Scores")
        .and()
        .doNotHaveFullyQualifiedName("io.decipher.api.GroundTruth")
        .should()
        .accessTargetWhere(
            describe(
                "GroundTruth.labels()",
                (JavaAccess<?> access) ->
                    access.getTargetOwner().getName().equals("io.decipher.api.GroundTruth")
                        && access.getName().equals("labels")))
        .check(ALL);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.decipher.runtime.Discovery")
        .should()
        .accessTargetWhere(
            describe(
                "Dataset.truth()",
                (JavaAccess<?> access) ->
                    access.getTargetOwner().isAssignableTo("io.decipher.api.Dataset")
                        && !passesOn(access)
                        && access.getName().equals("truth")
                        && access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                        && target.getRawParameterTypes().isEmpty()))
        .check(ALL);
  }

  /** A data set over another one answers by what the other answers, to whoever may ask it. */
  private static boolean passesOn(JavaAccess<?> access) {
    return access.getOrigin().getName().equals("truth")
        && access.getOriginOwner().isAssignableTo("io.decipher.api.Dataset");
  }
}
