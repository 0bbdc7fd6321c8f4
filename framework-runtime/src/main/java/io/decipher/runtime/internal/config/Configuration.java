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

  /** A block for values used several times, by {@code ${decipher.vars.NAME}}. */
  private static final String VARIABLES = "vars";

  /** The variants compared by {@code decipher sweep}, ignored by other jobs. */
  public static final String SWEEP = "sweep";

  private static final String SMALL_CLUSTERS = "small-clusters";

  /** Settings of the jobs that are paths. */
  private static final String[] PATHS = {"output", "classes"};

  private Configuration() {}

  /**
   * Returns the complete block {@code decipher}: the user's settings laid over the defaults.
   *
   * @throws ConfigurationException with each misplaced key
   */
  static Settings complete(Settings user) {
    List<String> problems = new ArrayList<>();
    Settings all = complete(user, problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return all;
  }

  /**
   * Returns the complete block {@code decipher}, as far as it can be interpreted.
   *
   * @param problems receives one sentence for each misplaced key
   */
  static Settings complete(Settings user, List<String> problems) {
    Settings all = over(user, defaults(), problems);
    problems.addAll(all.moved(Map.of("modes", "small-clusters")));
    Settings smallClusters = all.isBlock(SMALL_CLUSTERS) ? all.at(SMALL_CLUSTERS) : all.only();
    problems.addAll(smallClusters.moved(Map.of("adopt", "merge")));
    Settings known = all.without("modes");
    return smallClusters.has("adopt")
        ? known.with(SMALL_CLUSTERS, smallClusters.without("adopt"))
        : known;
  }

  /**
   * Returns the block {@code decipher}: the user's settings laid over the given defaults. Paths in
   * it become relative to the working directory.
   *
   * @throws ConfigurationException with each key outside of the block
   */
  public static Settings over(Settings user, Settings defaults) {
    List<String> problems = new ArrayList<>();
    Settings all = over(user, defaults, problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return all;
  }

  /**
   * Does the same, as far as the settings can be interpreted.
   *
   * @param problems receives one sentence for each key outside of the block
   */
  public static Settings over(Settings user, Settings defaults, List<String> problems) {
    user.keys().stream()
        .filter(key -> !key.equals(ROOT))
        .sorted()
        .map(
            key ->
                user.place(key)
                    + "'"
                    + key
                    + "' is outside the block decipher { … }; did you mean '"
                    + ROOT
                    + "."
                    + key
                    + "'? (variables of your own belong in "
                    + ROOT
                    + "."
                    + VARIABLES
                    + ")")
        .forEach(problems::add);
    Settings all = user.over(defaults).at(ROOT);
    if (all.type().isPresent()) {
      problems.add(
          all.place("type")
              + ROOT
              + ".type is no setting; a part has one, e.g. decipher.projector.type");
    }
    // Variables have already been substituted.
    return all.without("type").without(VARIABLES).without(SWEEP).located(PATHS);
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
