// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.Manifest;
import io.decipher.api.Settings;
import io.decipher.runtime.internal.store.RunDirectory;
import java.nio.file.Path;
import java.util.List;

/**
 * The configuration stored in a run directory, for jobs that use the run. It is the only file of a
 * run that a person may edit; a change is reported.
 *
 * @param settings with the block {@code decipher}; relative data paths are resolved even if the
 *     working directory has changed
 * @param warnings what a person should know about them; usually empty
 */
public record RunSettings(Settings settings, List<String> warnings) {
  /** Copies the list. */
  public RunSettings {
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads the configuration of a finished run.
   *
   * @param run its directory, which contains a decipher.conf
   * @throws ConfigurationException if it cannot be read
   * @throws io.decipher.api.DecipherException if the run's manifest is damaged
   */
  public static RunSettings of(Path run) {
    Path file = run.resolve(RunDirectory.CONFIGURATION);
    Settings settings = DataSets.relocated(Settings.load(file), run);
    boolean edited =
        Manifest.find(run)
            .filter(
                manifest ->
                    manifest.lists(RunDirectory.CONFIGURATION)
                        && !manifest.holds(RunDirectory.CONFIGURATION))
            .isPresent();
    return new RunSettings(
        settings,
        edited
            ? List.of(
                file
                    + " was changed since the run ended; its present settings are used here,"
                    + " which may not be those of the run")
            : List.of());
  }
}
