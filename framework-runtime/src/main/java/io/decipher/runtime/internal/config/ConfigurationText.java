// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.api.spi.Provider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A run's configuration as text for people: first, as comments, what differs from the defaults;
 * then all settings, each with its documentation.
 */
public final class ConfigurationText {
  private static final Map<String, Class<? extends Provider<?>>> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("dataset", DatasetProvider.class);
    PARTS.put("projector", ProjectorProvider.class);
    PARTS.put("clusterer", ClustererProvider.class);
    PARTS.put("model", GenerativeModelProvider.class);
  }

  private static final List<String> LISTS = List.of("preprocess", "features", "compare");
  private static final String ROUND = "round";
  private static final String FEATURES = "features";

  private ConfigurationText() {}

  /**
   * Returns the text of a file by which a run can be repeated.
   *
   * @param resolved with the block {@code decipher}, all defaults filled in
   */
  public static String of(Settings resolved, Plugins plugins) {
    Settings differing = differing(resolved.at(Configuration.ROOT), plugins);
    String text =
        differing.keys().isEmpty()
            ? "# Nothing differs from the defaults.\n"
            : "# Settings that differ from the defaults:\n#\n"
                + Settings.empty()
                    .with(Configuration.ROOT, differing)
                    .render()
                    .lines()
                    .filter(line -> !line.strip().startsWith("#") && !line.isBlank())
                    .map(line -> "# " + line + "\n")
                    .collect(Collectors.joining());
    return text + "#\n# All settings; `-c` with this file repeats the run:\n\n" + resolved.render();
  }

  private static Settings differing(Settings all, Plugins plugins) {
    Settings usual = Configuration.complete(Settings.empty());
    Settings differing = all.without("output"); // which always differs between runs
    for (Map.Entry<String, Class<? extends Provider<?>>> part : PARTS.entrySet()) {
      differing = differing.without(part.getKey());
    }
    for (String list : LISTS) {
      differing = differing.without(list);
    }
    differing = differing.with(ROUND, all.at(ROUND).without(FEATURES)).differing(usual);
    for (Map.Entry<String, Class<? extends Provider<?>>> part : PARTS.entrySet()) {
      String name = part.getKey();
      Settings own = all.at(name);
      String type = own.type().orElse("");
      boolean same = usual.at(name).type().orElse("").equals(type);
      Settings named = same ? usual.at(name) : Settings.empty().withValue("type", type);
      Settings rest = own.differing(plugins.resolve(part.getValue(), named));
      if (!same) {
        rest = rest.withValue("type", type);
      }
      if (!rest.keys().isEmpty()) {
        differing = differing.with(name, rest);
      }
    }
    for (String list : LISTS) {
      List<String> names = names(all.list(list));
      if (!names.equals(names(usual.list(list)))) {
        differing = differing.withValue(list, names);
      }
    }
    return differing;
  }

  private static List<String> names(List<Settings> entries) {
    return entries.stream().map(entry -> entry.type().orElse("")).toList();
  }
}
