// SPDX-License-Identifier: Apache-2.0
/** Draws samples, maps and cluster trees; the one module that needs {@code java.desktop}. */
@org.jspecify.annotations.NullMarked
module io.decipher.pictures {
  requires transitive io.decipher.api; // our exported types mention it
  requires java.desktop;
  requires static org.jspecify;

  exports io.decipher.pictures;

  provides io.decipher.api.spi.PictureWriter with
      io.decipher.pictures.DesktopPictureWriter;
}
