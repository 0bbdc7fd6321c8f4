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

  /** A block for values that a person names more than once, by {@code ${decipher.vars.NAME}}. */
  private static final String VARIABLES = "vars";

  /** What {@code decipher sweep} compares, which no other job reads. */
  public static final String SWEEP = "sweep";

  private static final String SMALL_CLUSTERS = "small-clusters";

  /** Settings of the jobs that are paths. */
  private static final String[] PATHS = {"output", "classes"};

  private Configuration() {}

  /**
   * Returns the whole block {@code decipher}: what {@code user} says over the defaults.
   *
   * @throws ConfigurationException naming each key that stands where none is
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
   * Returns the whole block {@code decipher}, as far as it can be understood.
   *
   * @param problems takes a sentence for each key that stands where none is
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
   * Returns the block {@code decipher}: what {@code user} says over the defaults given. Paths in it
   * that a file names relative to itself are relative to the working directory.
   *
   * @throws ConfigurationException naming each key that stands outside of it
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
   * Does the same, as far as it can be understood.
   *
   * @param problems takes a sentence for each key that stands outside of it
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
                    + "' stands outside of the block decipher { … }; did you mean '"
                    + ROOT
                    + "."
                    + key
                    + "'? (variables of your own stand in "
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
    // The values of variables stand where they were named.
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
