package io.decipher.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What may know what; see docs/decisions. */
class ArchitectureTest {
  private static final Set<String> MODULES =
      Set.of(
          "io.decipher.api",
          "io.decipher.pictures",
          "io.decipher.runtime",
          "io.decipher.djl",
          "io.decipher.judge",
          "io.decipher.report",
          "io.decipher.mnist",
          "io.decipher.features",
          "io.decipher.clustering",
          "io.decipher.vae",
          "io.decipher.gan",
          "io.decipher.app");

  private static final JavaClasses ALL = scan();

  private static JavaClasses scan() {
    List<Location> places =
        ModuleLayer.boot().configuration().modules().stream()
            .filter(module -> MODULES.contains(module.name()))
            .map(module -> place(Path.of(module.reference().location().orElseThrow())))
            .toList();
    return new ClassFileImporter()
        .withImportOption(
            location -> !location.contains("test-classes") && !location.contains("package-info"))
        .importLocations(places);
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
    Set<String> packages =
        ALL.stream()
            .map(type -> type.getPackageName())
            .filter(name -> name.startsWith("io.decipher"))
            .collect(Collectors.toSet());
    assertThat(packages).containsAll(MODULES);
  }

  @Test
  void modules_depend_on_each_other_in_one_direction() {
    slices().matching("io.decipher.(*)..").should().beFreeOfCycles().check(ALL);
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
        .resideOutsideOfPackages("io.decipher.djl", "io.decipher.vae", "io.decipher.gan")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(ALL);
  }

  @Test
  void plugins_know_neither_the_runtime_nor_each_other() {
    for (String plugin : List.of("mnist", "features", "clustering", "vae")) {
      classes()
          .that()
          .resideInAPackage("io.decipher." + plugin)
          .should()
          .onlyDependOnClassesThat(
              describe(
                  "are its own, of the API, of what it stands on, or no part of Decipher",
                  type ->
                      !type.getPackageName().startsWith("io.decipher")
                          || Set.of(
                                  "io.decipher." + plugin, "io.decipher.api", "io.decipher.api.spi")
                              .contains(type.getPackageName())
                          || (plugin.equals("vae")
                              && type.getPackageName().equals("io.decipher.djl"))))
          .check(ALL);
    }
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
  void the_judge_knows_the_api_alone_and_no_labels() {
    classes()
        .that()
        .resideInAPackage("io.decipher.judge")
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are its own, of the API without labels, or no part of Decipher",
                type ->
                    !type.getPackageName().startsWith("io.decipher")
                        || type.getPackageName().equals("io.decipher.judge")
                        || type.getSimpleName().equals("EvaluatorProvider")
                        || (type.getPackageName().equals("io.decipher.api")
                            && !Set.of("GroundTruth", "Labels", "Dataset")
                                .contains(type.getSimpleName()))))
        .check(ALL);
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
                        && access.getName().equals("truth")
                        && access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                        && target.getRawParameterTypes().isEmpty()))
        .check(ALL);
  }
}
