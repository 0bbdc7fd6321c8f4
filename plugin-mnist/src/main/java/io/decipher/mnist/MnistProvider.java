// SPDX-License-Identifier: Apache-2.0
package io.decipher.mnist;

import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.Recognized;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.mnist.IdxFile.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Creates the data set that {@link Mnist} describes. */
public final class MnistProvider implements DatasetProvider {
  private static final int CERTAIN = 95;

  @Override
  public String name() {
    return "mnist";
  }

  @Override
  public String description() {
    return "Handwritten digits, bundled; or any data set of images in IDX files";
  }

  @Override
  public Dataset create(Settings settings) {
    return settings.as(Mnist.class).open();
  }

  /**
   * Recognises, with certainty, a folder with files named like those of MNIST and its relatives.
   */
  @Override
  public Optional<Recognized> recognize(Path path) {
    if (!Files.isDirectory(path)) {
      return Optional.empty();
    }
    try {
      IdxFiles files = IdxFiles.in(path);
      long train = files.trainImages().map(file -> file.count(Kind.IMAGES)).orElse(0L);
      long test = files.testImages().map(file -> file.count(Kind.IMAGES)).orElse(0L);
      IdxFile first = files.trainImages().or(files::testImages).orElseThrow();
      Settings dataset = Settings.empty().with("type", name()).with("directory", path.toString());
      return Optional.of(
          new Recognized(
              CERTAIN,
              String.format(
                  Locale.ROOT,
                  "%,d grey images of %d x %d pixels in IDX files",
                  train + test,
                  first.shape().height(),
                  first.shape().width()),
              Settings.empty().with("dataset", dataset)));
    } catch (DecipherException e) {
      return Optional.empty(); // no such files, or damaged ones, which are reported if asked for
    }
  }
}
