// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import io.decipher.api.Dataset;
import io.decipher.api.SampleType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which images to read, and how to convert them to samples: squares of one size, in [0, 1].
 *
 * <p>Signs, i.e. ink on paper, are separated from their paper, whose tone would otherwise dominate
 * what is found: they become light on 0 whichever was darker, cropped, with their aspect ratio
 * kept, with a margin of an eighth on each side and the centre of mass in the middle, like the
 * digits of MNIST. Scenes stay as they are, padded with the tone of their border if they are not
 * square.
 *
 * @param path a folder of images, at any depth, or a zip file of them, or a single image
 * @param size the side of the samples in pixels, 8 to 1024; {@code auto}: 28 to 96, depending on
 *     the images
 * @param channels 1, grey; 3, colour; {@code auto}: depending on the images
 * @param ink whether the images are signs, and of which polarity
 * @param truth the ground truth: {@code folder}, or a table with columns {@code name} and {@code
 *     class}
 * @param attributes other known attributes: {@code folder}, or a table with a column {@code name}
 * @param limit how many images to use, the first ones by name; all if empty
 * @param strict whether a single unreadable image ends the run
 * @param chosen what {@code auto} chose for earlier images that these must be consistent with
 */
public record Images(
    Path path,
    String size,
    String channels,
    InkRule ink,
    Optional<String> truth,
    Optional<String> attributes,
    OptionalInt limit,
    boolean strict,
    Optional<Chosen> chosen) {
  private static final String AUTO = "auto";
  private static final int LEAST_SIZE = 8;
  private static final int MOST_SIZE = 1024;

  /**
   * What was chosen for earlier images, besides size, channels and ink.
   *
   * @param dark the share of signs whose ink is dark, which decides for signs that could have
   *     either polarity
   * @param frame the part of each image that is used, as fractions of its sides: left, top, right,
   *     bottom
   */
  public record Chosen(double dark, List<Double> frame) {
    /** Checks the frame. */
    public Chosen {
      frame = List.copyOf(frame);
      boolean sound =
          frame.size() == 4
              && frame.get(0) >= 0
              && frame.get(1) >= 0
              && frame.get(0) < frame.get(2)
              && frame.get(1) < frame.get(3)
              && frame.get(2) <= 1
              && frame.get(3) <= 1;
      if (!(dark >= 0 && dark <= 1)) {
        throw new IllegalArgumentException("dark must be a share in [0, 1], but was " + dark);
      }
      if (!sound) {
        throw new IllegalArgumentException(
            "frame must be left, top, right, bottom as shares in [0, 1], but was " + frame);
      }
    }
  }

  /** Checks the settings. */
  public Images {
    check("size", size, LEAST_SIZE, MOST_SIZE);
    check("channels", channels, 1, 3);
    if (channels.equals("2")) {
      throw new IllegalArgumentException("channels must be 1, 3 or auto, but was 2");
    }
    if (limit.isPresent() && limit.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "limit must be at least 1, but was " + limit.getAsInt() + "; leave it out for all");
    }
    if (chosen.isPresent() && (size.equals(AUTO) || channels.equals(AUTO) || ink == InkRule.AUTO)) {
      throw new IllegalArgumentException(
          "chosen needs size, channels and ink to be set; it is written by a run");
    }
  }

  /**
   * Creates the recipe for a path with default settings, everything else being chosen by the
   * images.
   */
  public Images(Path path) {
    this(
        path,
        AUTO,
        AUTO,
        InkRule.AUTO,
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        false,
        Optional.empty());
  }

  private static void check(String key, String value, int least, int most) {
    if (value.equals(AUTO)) {
      return;
    }
    int number;
    try {
      number = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      number = least - 1;
    }
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          key
              + " must be auto, or a whole number from "
              + least
              + " to "
              + most
              + ", but was "
              + value);
    }
  }

  /** Creates the recipe for images that are to be like others. */
  static Images like(Path path, SampleType.Image wanted) {
    return new Images(
        path,
        Integer.toString(wanted.width()),
        Integer.toString(wanted.channels()),
        InkRule.AUTO,
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        false,
        Optional.empty());
  }

  /** Returns the number in a setting, unless it is {@code auto}. */
  Optional<Integer> unlessAuto(String value) {
    return value.equals(AUTO) ? Optional.empty() : Optional.of(Integer.valueOf(value));
  }

  /**
   * Returns the data set. It reads its files once, on first access, whichever thread makes it; if
   * that fails with a {@link io.decipher.api.DecipherException}, it tries again on the next access.
   */
  public Dataset open() {
    return new ImagesDataset(this);
  }
}
