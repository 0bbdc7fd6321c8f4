// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import io.decipher.api.ConfigurationException;
import io.decipher.api.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lays a user's settings over the defaults of the jobs. */
public final class Configuration {
  public static final String ROOT = "decipher";

  private Configuration() {}

  /** Returns the whole block {@code decipher}: what {@code user} says over the defaults. */
  static Settings complete(Settings user) {
    Settings all = over(user, defaults());
    List<String> moved = new ArrayList<>(all.moved(Map.of("modes", "small-clusters")));
    moved.addAll(all.at("small-clusters").moved(Map.of("adopt", "merge")));
    if (!moved.isEmpty()) {
      throw new ConfigurationException(moved);
    }
    return all;
  }

  /**
   * Returns the block {@code decipher}: what {@code user} says over the defaults given.
   *
   * @throws ConfigurationException naming each key that stands outside of it
   */
  public static Settings over(Settings user, Settings defaults) {
    List<String> problems =
        user.keys().stream()
            .filter(key -> !key.equals(ROOT))
            .sorted()
            .map(
                key ->
                    user.place(key)
                        + "'"
                        + key
                        + "' stands outside of the block decipher { … }; did you mean '"
                        + ROOT
                        + "."
                        + key
                        + "'?")
            .toList();
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    Settings all = user.over(defaults).at(ROOT);
    if (all.type().isPresent()) {
      throw new ConfigurationException(
          List.of(
              all.place("type")
                  + ROOT
                  + ".type is no setting; a part has one, e.g. decipher.projector.type"));
    }
    return all;
  }

  /** Returns the defaults of the block {@code decipher}. */
  static Settings defaultsOfJobs() {
    return defaults().at(ROOT);
  }

  private static Settings defaults() {
    try (InputStream in = Configuration.class.getResourceAsStream("defaults.conf")) {
      if (in == null) {
        throw new IllegalStateException("defaults.conf is missing from the jar");
      }
      return Settings.parse("defaults", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the defaults of the jobs cannot be read", e);
    }
  }
}
