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
    int rounds,
    Round round,
    List<Settings> compare) {

  Blueprint {
    if (features.isEmpty()) {
      throw new IllegalArgumentException(
          "features must name at least one, e.g. [gradients], but is empty");
    }
    if (rounds < 0) {
      throw new IllegalArgumentException("rounds must be at least 0, but was " + rounds);
    }
  }

  /** How classes are found again by what a model has learned of them. */
  record Round(List<Settings> features, double agreement) {
    Round {
      if (!(agreement >= 0 && agreement <= 1)) {
        throw new IllegalArgumentException("agreement must be in [0, 1], but was " + agreement);
      }
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
