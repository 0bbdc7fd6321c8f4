// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * How long lists may get: no method of more than 7 parameters, no record of more than 10
 * components, but those named here, whose own comments say why.
 */
class LimitsTest {
  private static final int PARAMETERS = 7;
  private static final int COMPONENTS = 10;

  private static final Set<String> LONG_METHODS = Set.of("io.decipher.judge.LeNet.addRow");

  private static final Set<String> LARGE_RECORDS =
      Set.of(
          "io.decipher.judge.Figures",
          "io.decipher.runtime.internal.config.JobSettings",
          "io.decipher.runtime.report.DiscoveryReport",
          "io.decipher.vae.recipe.Augmentation");

  /** As many parameters as are too many. */
  private record Wide(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k) {
    static int sum(int a, int b, int c, int d, int e, int f, int g, int h) {
      return a + b + c + d + e + f + g + h;
    }
  }

  @Test
  void only_what_is_named_here_is_long() {
    JavaClasses all =
        new ClassFileImporter()
            .importLocations(
                ArchitectureTest.MODULES.stream()
                    .flatMap(module -> ArchitectureTest.placesOf(module).stream())
                    .toList());
    assertThat(longMethods(all)).isEqualTo(new TreeSet<>(LONG_METHODS));
    assertThat(largeRecords(all)).isEqualTo(new TreeSet<>(LARGE_RECORDS));
  }

  @Test
  void what_is_long_is_noticed() {
    assertThat(Wide.sum(1, 2, 3, 4, 5, 6, 7, 8)).isEqualTo(36);
    JavaClasses wide = new ClassFileImporter().importClasses(Wide.class);
    assertThat(longMethods(wide)).isEqualTo(Set.of(Wide.class.getName() + ".sum"));
    assertThat(largeRecords(wide)).isEqualTo(Set.of(Wide.class.getName()));
  }

  /** Methods and constructors that people wrote: not lambdas, not what records and enums have. */
  private static Set<String> longMethods(JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        boolean made =
            unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                || unit.getName().startsWith("lambda$")
                || (unit.isConstructor() && (type.isRecord() || type.isEnum()));
        if (!made && unit.getRawParameterTypes().size() > PARAMETERS) {
          found.add(type.getName() + "." + unit.getName());
        }
      }
    }
    return found;
  }

  private static Set<String> largeRecords(JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      List<JavaField> components =
          type.getFields().stream()
              .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
              .toList();
      if (type.isRecord() && components.size() > COMPONENTS) {
        found.add(type.getName());
      }
    }
    return found;
  }
}
