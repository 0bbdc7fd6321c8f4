// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Sha256;
import io.decipher.runtime.internal.config.DecipherVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The state of a study of several seeds, written to {@value #FILE} before its first run, so that
 * another process can resume it.
 *
 * @param seeds the number of runs
 * @param first the seed of the first run
 * @param version the version of Decipher that started it
 * @param settings the SHA-256 of its configuration
 */
public record StudyState(int seeds, long first, String version, String settings) {
  public static final String FILE = "study.json";

  /** The file written last, which marks a study as finished. */
  public static final String SUMMARY = "summary.json";

  private static final String DIGEST = "sha256";
  private static final int FORMAT = 1;

  /** Returns the name of a run's subdirectory. */
  public static String runName(long seed) {
    return "seed-" + seed;
  }

  /** Returns the state of a new study. */
  public static StudyState begin(int seeds, long first, String configuration) {
    return new StudyState(seeds, first, DecipherVersion.current(), digest(configuration));
  }

  private static String digest(String configuration) {
    return Sha256.hex(configuration.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns whether a directory contains a study, finished or not. */
  public static boolean isIn(Path directory) {
    return Files.isRegularFile(directory.resolve(FILE), LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns whether a directory contains an unfinished study. */
  static boolean isUnfinished(Path directory) {
    return isIn(directory) && !Files.exists(directory.resolve(SUMMARY));
  }

  /**
   * Reads the state of a study.
   *
   * @throws ConfigurationException if it was started by another version of Decipher, or its
   *     configuration has been changed since, on which finished runs depend
   * @throws DecipherException if it cannot be read
   */
  public static StudyState of(Path directory) {
    Path file = directory.resolve(FILE);
    Path configuration = directory.resolve(RunDirectory.CONFIGURATION);
    try {
      StudyState state = JsonFile.read(file, StudyState::read);
      String again = "; start a new study: decipher discover --seeds " + state.seeds + " -c ";
      if (!state.version.equals(DecipherVersion.current())) {
        throw new ConfigurationException(
            List.of(
                directory
                    + " was started by Decipher "
                    + state.version
                    + ", and this is "
                    + DecipherVersion.current()
                    + "; resume it with that version"
                    + again
                    + configuration
                    + " -o DIR"));
      }
      if (!Sha256.hex(configuration).equals(state.settings)) {
        throw new ConfigurationException(
            List.of(
                configuration
                    + " was changed since the study began, and its finished runs used the former"
                    + " settings; restore them"
                    + again
                    + configuration
                    + " -o DIR"));
      }
      return state;
    } catch (IOException e) {
      throw new DecipherException(
          directory + " cannot be resumed: " + DecipherException.reason(e), e);
    }
  }

  private static StudyState read(JsonObject json) {
    JsonElement digest = json.get(DIGEST);
    if (digest == null || !Checkpoints.State.sealed(json.deepCopy()).get(DIGEST).equals(digest)) {
      throw new IllegalArgumentException("its SHA-256 differs");
    }
    return new StudyState(
        json.get("seeds").getAsInt(),
        json.get("first").getAsLong(),
        json.get("version").getAsString(),
        json.get("settings").getAsString());
  }

  /** Returns the content of {@value #FILE}. */
  public String render() {
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("seeds", seeds);
    json.addProperty("first", first);
    json.addProperty("version", version);
    json.addProperty("settings", settings);
    return Checkpoints.State.sealed(json) + "\n";
  }

  /** Returns how many runs of a finished study found each number of classes. */
  public static String summaryOf(Path directory) {
    try {
      return JsonFile.read(
          directory.resolve(SUMMARY),
          json ->
              json.getAsJsonArray("runs").size()
                  + " runs; number of runs by number of classes found: "
                  + json.getAsJsonObject("histogram"));
    } catch (IOException unreadable) {
      return DecipherException.reason(unreadable);
    }
  }
}
