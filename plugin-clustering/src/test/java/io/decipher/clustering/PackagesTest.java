// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How the packages of this module hang together. */
class PackagesTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.decipher.clustering");

  @Test
  void are_found() {
    assertThat(ALL.stream().map(type -> type.getPackageName()).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            "io.decipher.clustering.hdbscan",
            "io.decipher.clustering.identity",
            "io.decipher.clustering.internal.common",
            "io.decipher.clustering.internal.mst",
            "io.decipher.clustering.kmeans",
            "io.decipher.clustering.pca",
            "io.decipher.clustering.umap");
  }

  @Test
  void are_free_of_cycles() {
    slices().matching("io.decipher.clustering.(**)").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void that_are_internal_know_none_that_are_exported() {
    noClasses()
        .that()
        .resideInAPackage("io.decipher.clustering.internal..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.decipher.clustering.hdbscan",
            "io.decipher.clustering.identity",
            "io.decipher.clustering.kmeans",
            "io.decipher.clustering.pca",
            "io.decipher.clustering.umap")
        .check(ALL);
  }
}
