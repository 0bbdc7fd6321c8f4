// SPDX-License-Identifier: Apache-2.0
/** Draws samples, maps and cluster trees with {@code java.desktop}. */
@org.jspecify.annotations.NullMarked
module io.decipher.pictures {
  requires transitive io.decipher.api; // part of exported types
  requires java.desktop;
  requires static org.jspecify;

  exports io.decipher.pictures;

  provides io.decipher.api.spi.PictureWriter with
      io.decipher.pictures.DesktopPictureWriter;
}
