// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import io.decipher.api.PluginFolder;
import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The version of Decipher, and of the modules it runs with. */
public final class DecipherVersion {
  private DecipherVersion() {}

  /** Returns the version of this module; {@code "unknown"} on a class path. */
  public static String current() {
    return version(DecipherVersion.class.getModule()).orElse("unknown");
  }

  private static Optional<String> version(Module module) {
    return Optional.ofNullable(module.getDescriptor()).flatMap(ModuleDescriptor::rawVersion);
  }

  /**
   * Returns the version of every module of the application and of plugins, except the JDK's, by
   * name.
   */
  public static Map<String, String> modules() {
    Map<String, String> versions = new TreeMap<>();
    List<ModuleLayer> layers = new ArrayList<>();
    PluginFolder.installed().ifPresent(folder -> layers.addAll(folder.layers()));
    ModuleLayer own = DecipherVersion.class.getModule().getLayer();
    if (own != null) {
      layers.add(own);
    }
    for (ModuleLayer layer : layers) {
      for (Module module : layer.modules()) {
        if (!module.getName().startsWith("java.") && !module.getName().startsWith("jdk.")) {
          version(module).ifPresent(version -> versions.put(module.getName(), version));
        }
      }
    }
    return versions;
  }
}
