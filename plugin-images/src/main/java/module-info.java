// SPDX-License-Identifier: Apache-2.0
/** Data sets of images in folders and zip files. */
@org.jspecify.annotations.NullMarked
module io.decipher.images {
  requires transitive io.decipher.api; // part of exported types
  requires com.twelvemonkeys.imageio.jpeg;
  requires com.twelvemonkeys.imageio.tiff;
  requires com.twelvemonkeys.imageio.webp;
  requires io.decipher.text;
  requires java.desktop;
  requires metadata.extractor;
  requires static org.jspecify;

  exports io.decipher.images;

  provides io.decipher.api.spi.DatasetProvider with
      io.decipher.images.ImagesProvider;
  provides io.decipher.api.spi.SampleReaderProvider with
      io.decipher.images.ImageReaderProvider;
}
