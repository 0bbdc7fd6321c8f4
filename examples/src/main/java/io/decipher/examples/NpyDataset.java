package io.decipher.examples;

import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.SampleShape;
import io.decipher.api.Truth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Grey images from a file of NumPy's, (n x height x width), in [0, 1]; nobody labelled them. */
public record NpyDataset(Path file, int height, int width) implements Dataset {
  /** Checks the size. */
  public NpyDataset {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "height and width must be at least 1, but were " + height + " and " + width);
    }
  }

  @Override
  public SampleShape shape() {
    return SampleShape.image(height, width);
  }

  @Override
  public FloatMatrix train() {
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
      return images;
    } catch (IOException e) {
      throw new DecipherException(file + ": cannot be read: " + e, e);
    }
  }

  @Override
  public FloatMatrix test() {
    return FloatMatrix.empty(height * width);
  }

  @Override
  public Optional<Truth> truth() {
    return Optional.empty();
  }
}
