// SPDX-License-Identifier: Apache-2.0
package io.decipher.mnist;

import io.decipher.api.Dataset;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which images to read: those of MNIST, which are bundled, or those of another data set in IDX
 * format. Pixels are scaled from 0 … 255 to [0, 1].
 *
 * @param directory the directory of the IDX files; MNIST itself if empty
 * @param trainLimit how many training images to use, the first ones, 1 or more; all if empty
 * @param testLimit how many test images to use, the first ones, 1 or more; all if empty
 * @param splits which splits to use, one or both; both may be requested even if there are no test
 *     files
 * @see <a href="http://yann.lecun.com/exdb/mnist/">LeCun, Cortes and Burges, MNIST, and the IDX
 *     file format</a>
 */
public record Mnist(
    Optional<Path> directory, OptionalInt trainLimit, OptionalInt testLimit, List<Split> splits) {
  /** A split of a data set. */
  public enum Split {
    /** The training data. */
    TRAIN,
    /** The test data. */
    TEST
  }

  /** Checks the settings. */
  public Mnist {
    checkLimit("train-limit", trainLimit);
    checkLimit("test-limit", testLimit);
    splits = List.copyOf(splits);
    if (splits.isEmpty() || new HashSet<>(splits).size() < splits.size()) {
      throw new IllegalArgumentException(
          "splits must be train, test or both, each once, but there are "
              + splits.size()
              + (splits.isEmpty() ? "" : ": " + splits));
    }
  }

  /** Creates the recipe for all of MNIST, 60,000 training images and 10,000 test images. */
  public Mnist() {
    this(
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        List.of(Split.TRAIN, Split.TEST));
  }

  private static void checkLimit(String key, OptionalInt limit) {
    if (limit.isPresent() && limit.getAsInt() < 1) {
      throw new IllegalArgumentException(
          key + " must be at least 1, but was " + limit.getAsInt() + "; leave it out for all");
    }
  }

  /**
   * Returns the data set. It reads its files once, on first access, whichever thread makes it; if
   * that fails with a {@link io.decipher.api.DecipherException}, it tries again on the next access.
   */
  public Dataset open() {
    return new IdxDataset(this);
  }
}
