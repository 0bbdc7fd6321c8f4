// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import io.decipher.numerics.EvenlySpaced;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Combines thumbnails into contact sheets: cells of one size, row by row.
 *
 * <p>Keeps as many samples as fit into a byte limit, in the best of three encodings that fits them
 * all: lossless PNG, PNG with 16 grey levels, JPEG. If none does, the smallest encoding is used and
 * samples are left out: required samples are kept first, the others at regular intervals.
 */
final class ImageSheets {
  private static final int COLUMNS = 32;
  private static final int CELLS = COLUMNS * COLUMNS;
  private static final int TRIED = CELLS;
  private static final float JPEG_QUALITY = 0.6f;

  /** Deflate level 7: level 9 (quality 0) makes digits 2% smaller in eight times the time. */
  private static final float PNG_QUALITY = 0.2f;

  /** The encoding of a sheet. */
  enum Code {
    PNG("image/png"),
    PNG_OF_16_LEVELS("image/png"),
    JPEG("image/jpeg");

    private final String type;

    Code(String type) {
      this.type = type;
    }

    String type() {
      return type;
    }
  }

  private final int cellHeight;
  private final int cellWidth;
  private final int channels;

  private ImageSheets(int cellHeight, int cellWidth, int channels) {
    this.cellHeight = cellHeight;
    this.cellWidth = cellWidth;
    this.channels = channels;
  }

  /**
   * Sheets with cells of one size.
   *
   * @param samples the samples kept, ascending
   * @param sheets their images, 1,024 cells each except for the last
   */
  record Kept(
      List<Integer> samples, List<byte[]> sheets, Code code, int cellHeight, int cellWidth) {
    static int columns() {
      return COLUMNS;
    }

    static int cells() {
      return CELLS;
    }
  }

  /**
   * Creates sheets.
   *
   * @param count number of samples, 1 or more
   * @param picture picture of a sample, no side longer than the cells will be; null if it has none
   * @param wanted samples that are only left out if even they exceed the limit
   * @param most limit on the total bytes of all images
   */
  static Kept of(int count, IntFunction<@Nullable Picture> picture, int[] wanted, long most) {
    int[] trial = EvenlySpaced.of(count, TRIED);
    int tried = trial.length;
    Picture[] seen = new Picture[tried];
    Arrays.setAll(seen, i -> picture.apply(trial[i]));
    int height = 1;
    int width = 1;
    int channels = 1;
    for (Picture one : seen) {
      if (one != null) {
        height = Math.max(height, one.height());
        width = Math.max(width, one.width());
        channels = Math.max(channels, one.channels());
      }
    }
    ImageSheets sheets = new ImageSheets(height, width, channels);
    Code best = Code.PNG;
    double bestBytes = Double.POSITIVE_INFINITY;
    for (Code code : Code.values()) {
      if (code == Code.PNG_OF_16_LEVELS && channels > 1) {
        continue;
      }
      double bytes = (double) sheets.encode(Arrays.asList(seen), code).length / tried;
      if (bytes < bestBytes) {
        best = code;
        bestBytes = bytes;
      }
      if (bytes * count <= most) {
        break;
      }
    }
    int room = (int) Math.min(count, most / bestBytes);
    int[] kept = chosen(count, wanted, room);
    Code code = best;
    List<byte[]> images =
        IntStream.range(0, (kept.length + CELLS - 1) / CELLS)
            .parallel()
            .mapToObj(
                sheet -> {
                  int from = sheet * CELLS;
                  int to = Math.min(kept.length, from + CELLS);
                  return sheets.encode(
                      Arrays.stream(kept, from, to).mapToObj(picture).toList(), code);
                })
            .toList();
    return new Kept(Arrays.stream(kept).boxed().toList(), images, best, height, width);
  }

  /** Returns one PNG image of pictures side by side, and the size of its cells. */
  static Kept row(List<Picture> pictures) {
    return of(pictures.size(), pictures::get, new int[0], Long.MAX_VALUE);
  }

  /**
   * Returns {@code room} samples, ascending: the required ones, then others at regular intervals.
   */
  private static int[] chosen(int count, int[] wanted, int room) {
    if (room >= count) {
      return IntStream.range(0, count).toArray();
    }
    boolean[] taken = new boolean[count];
    int free = room;
    for (int sample : wanted) {
      if (free > 0 && !taken[sample]) {
        taken[sample] = true;
        free--;
      }
    }
    int[] others = IntStream.range(0, count).filter(i -> !taken[i]).toArray();
    for (int i = 0; i < free; i++) {
      taken[others[(int) ((long) i * others.length / free)]] = true;
    }
    return IntStream.range(0, count).filter(i -> taken[i]).toArray();
  }

  private byte[] encode(List<@Nullable Picture> cells, Code code) {
    int columns = Math.min(COLUMNS, cells.size());
    int rows = (cells.size() + COLUMNS - 1) / COLUMNS;
    BufferedImage image = blank(columns * cellWidth, rows * cellHeight, code);
    for (int i = 0; i < cells.size(); i++) {
      Picture cell = cells.get(i);
      if (cell != null) {
        draw(cell, i / COLUMNS * cellHeight, i % COLUMNS * cellWidth, image.getRaster(), code);
      }
    }
    try {
      return write(image, code);
    } catch (IOException e) {
      throw new UncheckedIOException("an image in memory cannot be written", e);
    }
  }

  private BufferedImage blank(int width, int height, Code code) {
    if (channels == 3) {
      return new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    }
    if (code == Code.PNG_OF_16_LEVELS) {
      byte[] grey = new byte[16];
      for (int i = 0; i < grey.length; i++) {
        grey[i] = (byte) (17 * i);
      }
      WritableRaster raster =
          Raster.createPackedRaster(DataBuffer.TYPE_BYTE, width, height, 1, 4, null);
      return new BufferedImage(new IndexColorModel(4, 16, grey, grey, grey), raster, false, null);
    }
    return new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
  }

  /** Draws a picture in the centre of its cell. */
  private void draw(Picture cell, int top, int left, WritableRaster raster, Code code) {
    int y0 = top + Math.max(0, (cellHeight - cell.height()) / 2);
    int x0 = left + Math.max(0, (cellWidth - cell.width()) / 2);
    int height = Math.min(cell.height(), cellHeight);
    int width = Math.min(cell.width(), cellWidth);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < channels; channel++) {
          int from = (y * cell.width() + x) * cell.channels();
          int value = cell.values()[from + (cell.channels() == 3 ? channel : 0)] & 0xff;
          raster.setSample(
              x0 + x,
              y0 + y,
              channel,
              code == Code.PNG_OF_16_LEVELS ? Math.round(value / 17f) : value);
        }
      }
    }
  }

  /** Returns a picture as a separate PNG. */
  static byte[] png(Picture picture) {
    return new ImageSheets(picture.height(), picture.width(), picture.channels())
        .encode(List.of(picture), Code.PNG);
  }

  private static byte[] write(BufferedImage image, Code code) throws IOException {
    ImageWriter writer =
        ImageIO.getImageWritersByFormatName(code == Code.JPEG ? "jpeg" : "png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(code == Code.JPEG ? JPEG_QUALITY : PNG_QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
