// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Prepared;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.spi.PictureWriter.Group;
import io.decipher.api.spi.PictureWriter.Sheet;
import io.decipher.runtime.internal.store.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Draws {@code prepared.png}: some samples before preparation, if they can be shown, next to the
 * prepared ones, so that a person can check the preparation before anything is learned.
 */
public final class PreparedPicture {
  /** The file name. */
  public static final String FILE = "prepared.png";

  private static final int SIDE = 72; // in pixels
  private static final int COLUMNS = 6;
  private static final int ROWS = 4;

  private PreparedPicture() {}

  /** Draws evenly spaced samples; does nothing if they are not images. */
  public static void write(Prepared dataset, Samples samples, RunDirectory directory) {
    if (!(samples.type() instanceof SampleType.Image type)
        || !Pictures.canShow(type)
        || samples.count() == 0) {
      return;
    }
    int count = Math.min(COLUMNS * ROWS, samples.count());
    int[] rows =
        IntStream.range(0, count)
            .map(i -> (int) ((long) i * (samples.count() - 1) / Math.max(1, count - 1)))
            .toArray();
    List<Group> groups = new ArrayList<>();
    Optional<Samples> before = dataset.originals(SIDE, rows);
    before.ifPresent(came -> groups.add(group("as read", came.toMatrix())));
    groups.add(group("as used", squares(samples.select(rows), type)));
    Pictures.write(
        directory, FILE, new Sheet(groups, new SampleType.Image(3, SIDE, SIDE), 1, List.of()));
  }

  private static Group group(String heading, FloatMatrix images) {
    List<FloatMatrix> rows = new ArrayList<>();
    for (int first = 0; first < images.rows(); first += COLUMNS) {
      rows.add(images.slice(first, Math.min(COLUMNS, images.rows() - first)));
    }
    return new Group(heading, rows);
  }

  /** Returns images enlarged as far as they fit, by whole pixels, in colour. */
  private static FloatMatrix squares(Samples samples, SampleType.Image type) {
    int height = type.height();
    int width = type.width();
    double pixel = (double) Math.max(height, width) / SIDE;
    float[] values = new float[samples.count() * 3 * SIDE * SIDE];
    for (int i = 0; i < samples.count(); i++) {
      float[] image = samples.row(i);
      for (int c = 0; c < 3; c++) {
        int plane = Math.min(c, type.channels() - 1) * height * width;
        for (int y = 0; y < SIDE; y++) {
          for (int x = 0; x < SIDE; x++) {
            int u = (int) Math.floor((x + 0.5 - SIDE / 2.0) * pixel + width / 2.0);
            int v = (int) Math.floor((y + 0.5 - SIDE / 2.0) * pixel + height / 2.0);
            boolean inside = u >= 0 && u < width && v >= 0 && v < height;
            values[((i * 3 + c) * SIDE + y) * SIDE + x] =
                inside ? Math.max(0, Math.min(1, image[plane + v * width + u])) : 0;
          }
        }
      }
    }
    return FloatMatrix.wrap(samples.count(), 3 * SIDE * SIDE, values);
  }
}
