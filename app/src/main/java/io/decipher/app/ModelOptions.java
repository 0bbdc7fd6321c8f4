// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Settings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Settings that override those that a trained model was saved with. */
final class ModelOptions {
  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = {
        "One setting of the model, overriding what it was trained with; may be repeated.",
        "E.g. -D decipher.model.prior=standard or -D decipher.model.engine=PyTorch"
      })
  private List<String> assignments = new ArrayList<>();

  ModelOptions() {}

  /** Returns whether no settings were given. */
  boolean isEmpty() {
    return assignments.isEmpty();
  }

  /** Returns the settings given by the options. */
  Settings settings() {
    return ConfigurationOptions.assigned(assignments);
  }
}
