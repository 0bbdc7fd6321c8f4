// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.decipher.app.cyclic.left.Left;
import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever writes against an exported type can read how long it will stay as it is. */
class ApiStatusTest {
  private static final String API = "org.apiguardian.api.API";

  @Test
  void every_exported_type_has_a_status_of_its_own_or_of_its_package() {
    List<String> without = new ArrayList<>();
    int looked = 0;
    for (Module module : ArchitectureTest.MODULES) {
      JavaClasses all = new ClassFileImporter().importLocations(ArchitectureTest.placesOf(module));
      for (ModuleDescriptor.Exports exported : module.getDescriptor().exports()) {
        if (exported.isQualified() || !all.containPackage(exported.source())) {
          continue;
        }
        for (JavaClass type : all.getPackage(exported.source()).getClasses()) {
          if (isPublic(type)) {
            looked++;
            if (!hasStatus(type)) {
              without.add(type.getName());
            }
          }
        }
      }
    }
    assertThat(without).as("exported types without @API").isEmpty();
    assertThat(looked).as("exported types looked at").isGreaterThan(200);
  }

  @Test
  void a_type_without_a_status_is_noticed() {
    JavaClasses bare = new ClassFileImporter().importClasses(Left.class);
    assertThat(bare).allMatch(type -> isPublic(type) && !hasStatus(type));
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.isTopLevelClass()
        && !type.isArray()
        && !type.getSimpleName().equals("package-info");
  }

  private static boolean hasStatus(JavaClass type) {
    return type.isAnnotatedWith(API) || type.getPackage().isAnnotatedWith(API);
  }
}
