// SPDX-License-Identifier: Apache-2.0
package io.decipher.examples;

import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.io.IOException;
import java.nio.file.Path;

/** Unlabelled greyscale images from a NumPy file, (n x height x width), in [0, 1]. */
public record NpyDataset(Path file, int height, int width) implements Dataset {
  /** Checks the size. */
  public NpyDataset {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "height and width must be at least 1, but were " + height + " and " + width);
    }
  }

  @Override
  public SampleType type() {
    return SampleType.image(height, width);
  }

  @Override
  public Samples train() {
    try {
      FloatMatrix images = Npy.read(file);
      if (images.columns() != height * width) {
        throw new DecipherException(
            file
                + ": an image has "
                + images.columns()
                + " values; expected "
                + height
                + " x "
                + width);
      }
      return Samples.of(images, type());
    } catch (IOException e) {
      throw new DecipherException(file + ": cannot be read: " + e, e);
    }
  }
}
