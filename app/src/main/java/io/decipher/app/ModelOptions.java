// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Settings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What goes over the settings that a trained model was saved with. */
final class ModelOptions {
  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = {
        "One setting of the model, over what it was trained with; may be repeated.",
        "E.g. -D decipher.model.prior=standard or -D decipher.model.engine=PyTorch"
      })
  private List<String> assignments = new ArrayList<>();

  ModelOptions() {}

  /** Returns whether there are none. */
  boolean isEmpty() {
    return assignments.isEmpty();
  }

  /** Returns the settings that the options name. */
  Settings settings() {
    return ConfigurationOptions.assigned(assignments);
  }
}
