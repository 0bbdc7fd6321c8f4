// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the module's packages may know of each other. */
class PackagesTest {
  private static final JavaClasses ALL =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  @Test
  void packages_depend_on_each_other_in_one_direction() {
    assertThat(ALL.stream().map(type -> type.getPackageName()).distinct().count()).isGreaterThan(3);
    slices().matching("io.decipher.(**)").should().beFreeOfCycles().check(ALL);
  }
}
