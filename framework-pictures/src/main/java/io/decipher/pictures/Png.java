// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes PNG files; the same picture always gives the same bytes. */
final class Png {
  private Png() {}

  static void write(Path file, BufferedImage image) throws IOException {
    // Given the stream itself, ImageIO would cache in a file in the temporary directory.
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        MemoryCacheImageOutputStream cached = new MemoryCacheImageOutputStream(out)) {
      if (!ImageIO.write(image, "png", cached)) {
        throw new IOException(file + ": this Java runtime cannot write PNG");
      }
    }
  }
}
