// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import io.decipher.api.spi.PictureWriter.Group;
import io.decipher.api.spi.PictureWriter.Sheet;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Samples side by side in one picture, on a white background.
 *
 * <p>Values are interpreted as lightness in [0, 1] and clamped; NaN is drawn as 0. The picture is
 * greyscale for samples with one channel and RGB for samples with three. It needs neither a display
 * nor a font.
 */
public final class ImageSheet {
  private static final int WHITE = 255;
  private static final int INK = 70;

  private final SampleType.Image shape;
  private final int scale;
  private final int gap;
  private final int above;
  private final int rowHeight;
  private final int dot;
  private final WritableRaster raster;

  private ImageSheet(
      SampleType.Image shape, int scale, int above, int rowHeight, int dot, BufferedImage image) {
    this.shape = shape;
    this.scale = scale;
    this.gap = gap(scale);
    this.above = above;
    this.dot = dot;
    this.rowHeight = rowHeight;
    this.raster = image.getRaster();
  }

  /**
   * Returns whether samples of a type can be drawn: images with one or three channels that are more
   * than one pixel high and wide.
   */
  public static boolean canShow(SampleType type) {
    return type instanceof SampleType.Image image
        && image.height() > 1
        && image.width() > 1
        && (image.channels() == 1 || image.channels() == 3);
  }

  /**
   * Writes samples row by row, {@code columns} per row.
   *
   * @param file the PNG file to write
   * @param samples (n x size), in [0, 1]
   * @param shape the type of each row of {@code samples}; see {@link #canShow}
   * @param columns samples per row of the picture, 1 or more
   * @param scale the side of each sample's pixels in pixels of the picture, 1 or more
   * @throws IllegalArgumentException if the shape cannot be shown or does not fit the samples
   */
  public static void write(Path file, FloatMatrix samples, SampleType shape, int columns, int scale)
      throws IOException {
    write(file, samples, shape, columns, scale, List.of());
  }

  /**
   * Writes samples row by row, {@code columns} per row, with a caption to the left of each row.
   *
   * @param captions one per row of the picture; only ASCII is sure to be readable
   * @see #write(Path, FloatMatrix, SampleType, int, int)
   */
  public static void write(
      Path file,
      FloatMatrix samples,
      SampleType shape,
      int columns,
      int scale,
      List<String> captions)
      throws IOException {
    writeRows(file, rows(samples, columns), shape, scale, captions);
  }

  private static List<FloatMatrix> rows(FloatMatrix samples, int columns) {
    if (columns < 1) {
      throw new IllegalArgumentException("columns must be at least 1, but was " + columns);
    }
    List<FloatMatrix> rows = new ArrayList<>();
    for (int row = 0; row < samples.rows(); row += columns) {
      rows.add(samples.slice(row, Math.min(columns, samples.rows() - row)));
    }
    return rows;
  }

  /**
   * Writes rows of samples that may differ in length, e.g. one row per class.
   *
   * @param rows (n_i x size) each, in [0, 1]
   * @param captions one per row, or none at all
   * @see #write(Path, FloatMatrix, SampleType, int, int)
   */
  public static void writeRows(
      Path file, List<FloatMatrix> rows, SampleType shape, int scale, List<String> captions)
      throws IOException {
    write(file, Sheet.ofRows(rows, shape, scale, captions));
  }

  /**
   * Writes groups of samples side by side, so that each row of the picture spans all groups.
   *
   * @see #writeRows
   */
  public static void write(Path file, Sheet sheet) throws IOException {
    Png.write(file, draw(sheet));
  }

  /** Draws groups of samples side by side; see {@link #write(Path, Sheet)}. */
  static BufferedImage draw(Sheet drawn) {
    List<Group> groups = drawn.groups();
    SampleType type = drawn.type();
    int scale = drawn.scale();
    List<String> captions = drawn.captions();
    groups.forEach(group -> check(group.rows(), type, scale, captions));
    SampleType.Image shape = (SampleType.Image) type;
    int gap = gap(scale);
    int dot = Math.max(1, Math.min(3, shape.height() * scale / 28));
    int text = captions.stream().mapToInt(BitmapFont::width).max().orElse(0) * dot;
    int left = gap + (text == 0 ? 0 : text + 2 * BitmapFont.WIDTH * dot);
    int rowHeight = rowHeight(shape, scale, text > 0, dot);
    int rows = groups.get(0).rows().size();
    int between = 2 * BitmapFont.WIDTH * dot;
    boolean headed = groups.stream().anyMatch(group -> !group.heading().isEmpty());
    int above = headed ? (BitmapFont.HEIGHT + BitmapFont.CAPITAL) * dot : 0;
    int[] starts = new int[groups.size() + 1];
    starts[0] = left;
    for (int i = 0; i < groups.size(); i++) {
      int width = width(groups.get(i), shape, scale, dot);
      int apart = i < groups.size() - 1 ? between : 0;
      starts[i + 1] = Math.addExact(starts[i], Math.addExact(width, apart));
    }
    BufferedImage image =
        new BufferedImage(
            starts[groups.size()],
            Math.addExact(above + gap, Math.multiplyExact(Math.max(1, rows), rowHeight)),
            shape.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    ImageSheet sheet = new ImageSheet(shape, scale, above, rowHeight, dot, image);
    sheet.clear();
    for (int i = 0; i < captions.size(); i++) {
      sheet.caption(i, captions.get(i));
    }
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      sheet.text(group.heading(), starts[i], BitmapFont.CAPITAL * dot / 2 + gap);
      for (int row = 0; row < rows; row++) {
        sheet.row(row, starts[i], group.rows().get(row));
      }
    }
    return image;
  }

  private static int width(Group group, SampleType.Image shape, int scale, int dot) {
    int columns = Math.max(1, group.rows().stream().mapToInt(FloatMatrix::rows).max().orElse(1));
    return Math.max(
        Math.multiplyExact(columns, shape.width() * scale + gap(scale)),
        BitmapFont.width(group.heading()) * dot);
  }

  private static void check(
      List<FloatMatrix> rows, SampleType shape, int scale, List<String> captions) {
    if (!canShow(shape)) {
      throw new IllegalArgumentException(
          "samples of " + shape + " are not images of one or three channels");
    }
    if (scale < 1) {
      throw new IllegalArgumentException("scale must be at least 1, but was " + scale);
    }
    if (!captions.isEmpty() && captions.size() != rows.size()) {
      throw new IllegalArgumentException(
          "there are " + rows.size() + " rows, but " + captions.size() + " captions");
    }
    for (FloatMatrix row : rows) {
      if (row.columns() != shape.size()) {
        throw new IllegalArgumentException(
            "samples have "
                + row.columns()
                + " values, but the shape "
                + shape
                + " has "
                + shape.size());
      }
    }
  }

  private static int gap(int scale) {
    return Math.max(1, scale);
  }

  private static int rowHeight(SampleType.Image shape, int scale, boolean captioned, int dot) {
    int picture = shape.height() * scale;
    return (captioned ? Math.max(picture, BitmapFont.HEIGHT * dot) : picture) + gap(scale);
  }

  private void clear() {
    int[] white = new int[raster.getWidth() * raster.getNumBands()];
    Arrays.fill(white, WHITE);
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.setPixels(0, y, raster.getWidth(), 1, white);
    }
  }

  private void caption(int row, String text) {
    int top = above + gap + row * rowHeight + (rowHeight - gap - BitmapFont.CAPITAL * dot) / 2;
    text(text, gap + BitmapFont.WIDTH * dot, top);
  }

  private void text(String text, int x0, int y0) {
    int[] ink = {INK, INK, INK};
    BitmapFont.draw(text, (x, y) -> fill(x0 + x * dot, y0 + y * dot, dot, ink));
  }

  private void row(int row, int start, FloatMatrix samples) {
    int plane = shape.height() * shape.width();
    int top = above + gap + row * rowHeight + (rowHeight - gap - shape.height() * scale) / 2;
    int[] pixel = new int[shape.channels()];
    for (int i = 0; i < samples.rows(); i++) {
      float[] sample = samples.row(i);
      int x0 = start + i * (shape.width() * scale + gap);
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          for (int channel = 0; channel < pixel.length; channel++) {
            pixel[channel] = level(sample[channel * plane + y * shape.width() + x]);
          }
          fill(x0 + x * scale, top + y * scale, scale, pixel);
        }
      }
    }
  }

  private static int level(float value) {
    return Math.round(255 * Math.max(0f, Math.min(1f, Float.isNaN(value) ? 0 : value)));
  }

  private void fill(int x0, int y0, int side, int[] pixel) {
    for (int y = y0; y < y0 + side && y < raster.getHeight(); y++) {
      for (int x = x0; x < x0 + side; x++) {
        raster.setPixel(x, y, pixel);
      }
    }
  }
}
