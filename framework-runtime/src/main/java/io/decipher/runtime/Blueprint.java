package io.decipher.runtime;

import io.decipher.api.Settings;
import java.nio.file.Path;
import java.util.List;

/** The block {@code decipher} of a configuration; what its keys mean stands in defaults.conf. */
record Blueprint(
    long seed,
    Path output,
    Settings dataset,
    List<Settings> preprocess,
    List<Settings> features,
    Settings projector,
    Settings clusterer,
    Modes modes,
    Settings model,
    List<Settings> compare) {

  Blueprint {
    if (features.isEmpty()) {
      throw new IllegalArgumentException(
          "features must name at least one, e.g. [gradients], but is empty");
    }
  }

  /** How small groups are treated; see {@link ModeAdoption}. */
  record Modes(
      boolean adopt,
      double fineShare,
      double classShare,
      int voters,
      int neighbours,
      double majority,
      double lead) {

    Modes {
      share("fine-share", fineShare);
      share("class-share", classShare);
      share("majority", majority);
      if (voters < 1) {
        throw new IllegalArgumentException("voters must be at least 1, but was " + voters);
      }
      if (neighbours < 1) {
        throw new IllegalArgumentException("neighbours must be at least 1, but was " + neighbours);
      }
      if (!(lead >= 1)) {
        throw new IllegalArgumentException("lead must be at least 1, but was " + lead);
      }
    }

    private static void share(String key, double value) {
      if (!(value > 0 && value <= 1)) {
        throw new IllegalArgumentException(key + " must be in (0, 1], but was " + value);
      }
    }
  }
}
