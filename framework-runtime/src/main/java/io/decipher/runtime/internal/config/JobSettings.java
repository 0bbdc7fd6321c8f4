// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import io.decipher.api.Settings;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The block {@code decipher} of a configuration, whose keys are documented in defaults.conf. */
// Fourteen components: they are the keys of the block, bound by name.
public record JobSettings(
    long seed,
    Path output,
    Settings dataset,
    List<Settings> preprocess,
    List<Settings> features,
    Settings projector,
    Settings clusterer,
    SmallClusters smallClusters,
    Settings model,
    Optional<Path> classes,
    int rounds,
    Round round,
    List<Settings> compare,
    EvidenceSettings evidence) {

  public JobSettings {
    if (features.isEmpty()) {
      throw new IllegalArgumentException(
          "features must name at least one, e.g. [gradients], but is empty");
    }
    if (rounds < 0) {
      throw new IllegalArgumentException("rounds must be at least 0, but was " + rounds);
    }
  }

  /** How much evidence for the number of classes is computed; see {@code Evidence}. */
  public record EvidenceSettings(int layouts, int halves, int sample) {
    private static final int FEWEST = 100;

    public EvidenceSettings {
      if (layouts < 0) {
        throw new IllegalArgumentException("layouts must be at least 0, but was " + layouts);
      }
      if (halves < 0) {
        throw new IllegalArgumentException("halves must be at least 0, but was " + halves);
      }
      if (sample < FEWEST) {
        throw new IllegalArgumentException(
            "sample must be at least " + FEWEST + ", but was " + sample);
      }
    }
  }

  /** How classes are found again with a trained model. */
  public record Round(List<Settings> features, double agreement) {
    public Round {
      if (!(agreement >= 0 && agreement <= 1)) {
        throw new IllegalArgumentException("agreement must be in [0, 1], but was " + agreement);
      }
    }
  }

  /** How small clusters are resolved; see {@code SmallClusterMerging}. */
  public record SmallClusters(
      boolean merge,
      double fineShare,
      double classShare,
      int voters,
      int neighbours,
      double majority,
      double lead,
      List<Integer> keep) {

    public SmallClusters {
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
      checkKeep(keep);
      if (!merge && !keep.isEmpty()) {
        throw new IllegalArgumentException(
            "keep refers to small clusters, but with merge = false there are none; set merge ="
                + " true, or keep = []");
      }
    }

    private static void checkKeep(List<Integer> keep) {
      Set<Integer> seen = new HashSet<>();
      for (int number : keep) {
        if (number < 0) {
          throw new IllegalArgumentException(
              "keep must list small clusters by their numbers, 0 or more, but one was " + number);
        }
        if (!seen.add(number)) {
          throw new IllegalArgumentException(
              "keep must list each small cluster once, but " + number + " is listed twice");
        }
      }
    }

    private static void share(String key, double value) {
      if (!(value > 0 && value <= 1)) {
        throw new IllegalArgumentException(key + " must be in (0, 1], but was " + value);
      }
    }
  }
}
