// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import io.decipher.api.ClusterTree;
import io.decipher.api.SampleType;
import io.decipher.api.spi.PictureWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Draws the pictures of a run directory with {@code java.desktop}. */
public final class DesktopPictureWriter implements PictureWriter {
  /** For the {@link java.util.ServiceLoader}. */
  public DesktopPictureWriter() {}

  @Override
  public boolean canShow(SampleType type) {
    return ImageSheet.canShow(type);
  }

  @Override
  public void writeSheet(Path file, Sheet sheet) throws IOException {
    ImageSheet.write(file, sheet);
  }

  @Override
  public void writeAnimation(Path file, List<Sheet> frames, int delay) throws IOException {
    AnimatedGif.write(file, frames.stream().map(ImageSheet::draw).toList(), delay);
  }

  @Override
  public void writeMap(Path file, Scatter map) throws IOException {
    ScatterMap.write(file, map);
  }

  @Override
  public void writeTree(Path file, ClusterTree tree) throws IOException {
    Icicle.write(file, tree);
  }
}
