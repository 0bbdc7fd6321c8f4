// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import io.decipher.api.DecipherException;
import io.decipher.api.Recognized;
import io.decipher.api.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Recognises paths at which at least half of the files are images. */
final class Recognition {
  private static final int CERTAIN = 90;
  private static final int LIKELY = 60;

  /** A model that learns the found classes, so that new images can be classified. */
  private static final Settings SUITS =
      Settings.parse("images", "model { type = vae, objective { classifier { weight = 100 } } }");

  private Recognition() {}

  static Optional<Recognized> of(Path path) {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try (ImageFiles files = ImageFiles.at(path)) {
      List<String> names = files.names();
      long images = names.stream().filter(ImageFormat::isNamed).count();
      if (names.size() == 1 && images == 0) {
        images = files.beginsAsImage(names.get(0)) ? 1 : 0;
      }
      if (images == 0 || 2 * images < names.size()) {
        return Optional.empty();
      }
      return Optional.of(
          new Recognized(
              images == names.size() ? CERTAIN : LIKELY,
              images
                  + (images == 1 ? " image" : " images")
                  + (images < names.size() ? " among " + names.size() + " files" : ""),
              SUITS.with(
                  "dataset",
                  Settings.empty().with("type", "images").with("path", path.toString()))));
    } catch (DecipherException cannotBeListed) {
      return Optional.empty();
    }
  }
}
