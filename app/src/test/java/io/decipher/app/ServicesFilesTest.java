// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a module provides on a module path its jar provides on a class path. */
class ServicesFilesTest {
  @Test
  void name_what_each_module_provides() throws IOException {
    List<String> checked = new ArrayList<>();
    for (Module module : ModuleLayer.boot().modules()) {
      if (!module.getName().startsWith("io.decipher.")) {
        continue;
      }
      for (Provides provides : module.getDescriptor().provides()) {
        String file = "META-INF/services/" + provides.service();
        try (InputStream in = module.getResourceAsStream(file)) {
          assertThat(in).as("%s of %s", file, module).isNotNull();
          assertThat(
                  new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(String::strip))
              .as("%s of %s", file, module)
              .containsExactlyInAnyOrderElementsOf(provides.providers());
        }
        checked.add(provides.service());
      }
    }
    assertThat(checked)
        .contains("io.decipher.api.spi.PictureWriter", "io.decipher.api.spi.ClustererProvider");
  }
}
