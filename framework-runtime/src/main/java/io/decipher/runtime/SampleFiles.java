package io.decipher.runtime;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleShape;
import io.decipher.runtime.internal.store.RunDirectory;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Samples that people bring in files, of the shape that a model was trained on: PNG, a sample a
 * file, or a directory of those; images in IDX format, gzipped or not; .npy, (n x size) or (n x
 * channels x height x width); and numbers in text, a sample a line.
 *
 * <p>Images are taken as lightness in [0, 1], as they are: nothing is scaled, cut or inverted,
 * since what is right there depends on how the run's own samples were made. A grey picture stands
 * for each of three channels; a colour one becomes grey by its luma (ITU-R BT.601).
 *
 * @param samples (n x size)
 * @param parts which file they are of, in order; the sizes add up to n
 */
public record SampleFiles(FloatMatrix samples, List<Part> parts) {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
  private static final byte[] NPY = {(byte) 0x93, 'N', 'U', 'M'};
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final int IDX_IMAGES = 0x0803; // unsigned bytes in three dimensions
  private static final List<String> TEXT = List.of(".csv", ".tsv", ".txt");
  private static final float ROUNDING = 1e-4f;

  /**
   * Samples of one file.
   *
   * @param file where they are
   * @param size how many
   */
  public record Part(Path file, int size) {}

  /** Checks that the parts are the samples. */
  public SampleFiles {
    parts = List.copyOf(parts);
    int sum = parts.stream().mapToInt(Part::size).sum();
    if (sum != samples.rows()) {
      throw new IllegalArgumentException(
          "there are " + samples.rows() + " samples, but the parts have " + sum);
    }
  }

  /**
   * Reads samples.
   *
   * @param paths files, and directories of PNG files
   * @param shape what a sample must be
   * @throws DecipherException if a file cannot be read, or holds something else, naming it
   */
  public static SampleFiles read(List<Path> paths, SampleShape shape) {
    List<Part> parts = new ArrayList<>();
    List<FloatMatrix> read = new ArrayList<>();
    for (Path path : paths) {
      for (Path file : files(path)) {
        FloatMatrix samples = one(file, shape);
        check(file, samples, shape);
        parts.add(new Part(file, samples.rows()));
        read.add(samples);
      }
    }
    long values = read.stream().mapToLong(one -> (long) one.rows() * one.columns()).sum();
    if (values > Integer.MAX_VALUE - 8) {
      throw new DecipherException(
          "the files hold " + values + " values together; at most 2^31 - 9 can be read at once");
    }
    float[] all = new float[(int) values];
    int at = 0;
    for (FloatMatrix one : read) {
      one.copyRows(0, one.rows(), all, at);
      at += one.rows() * one.columns();
    }
    return new SampleFiles(FloatMatrix.wrap(all.length / shape.size(), shape.size(), all), parts);
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> held = Files.list(path)) {
      List<Path> files =
          held.filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".png"))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new DecipherException(
            path + ": holds no PNG file; expected a directory of them, or the file itself");
      }
      return files;
    } catch (IOException e) {
      throw new DecipherException(path + ": cannot be read: " + RunDirectory.reason(e), e);
    }
  }

  private static FloatMatrix one(Path file, SampleShape shape) {
    if (!Files.isRegularFile(file)) {
      throw new DecipherException(
          file + ": there is no such file; expected PNG, IDX, .npy or a directory of PNG files");
    }
    try {
      byte[] start;
      try (InputStream in = Files.newInputStream(file)) {
        start = in.readNBytes(4);
      }
      if (begins(start, PNG)) {
        return png(file, shape);
      }
      boolean packed = begins(start, GZIP);
      if (packed || (start.length == 4 && start[0] == 0 && start[1] == 0)) {
        return idx(file, packed, shape);
      }
      String name = file.toString().toLowerCase(Locale.ROOT);
      if (begins(start, NPY) || TEXT.stream().anyMatch(name::endsWith)) {
        return Matrices.read(file);
      }
      throw new DecipherException(
          file
              + ": is neither PNG nor IDX (gzipped or not) nor .npy nor numbers in .csv; convert it"
              + " to one of these");
    } catch (EOFException e) {
      throw new DecipherException(file + ": is cut short; get the file again", e);
    } catch (ZipException e) {
      throw new DecipherException(
          file + ": cannot be unpacked (" + e.getMessage() + "); get the file again", e);
    } catch (IOException e) {
      throw new DecipherException(file + ": cannot be read: " + RunDirectory.reason(e), e);
    }
  }

  private static boolean begins(byte[] start, byte[] with) {
    return start.length >= with.length
        && Arrays.equals(start, 0, with.length, with, 0, with.length);
  }

  private static void check(Path file, FloatMatrix samples, SampleShape shape) {
    if (samples.columns() != shape.size()) {
      throw new DecipherException(
          file
              + ": has samples of "
              + samples.columns()
              + " values; expected "
              + shape.size()
              + ", since the run's samples are "
              + shape);
    }
    boolean image = shape.isImage();
    for (int i = 0; i < samples.rows(); i++) {
      for (int j = 0; j < samples.columns(); j++) {
        float value = samples.get(i, j);
        if (!Float.isFinite(value) || (image && !(value >= -ROUNDING && value <= 1 + ROUNDING))) {
          throw new DecipherException(
              file
                  + ": sample "
                  + i
                  + " has the value "
                  + value
                  + (image
                      ? "; expected lightness in [0, 1]: divide by the greatest that there can be"
                      : "; expected finite numbers"));
        }
      }
    }
  }

  /** What is wrong with a picture's size; the same words for every format. */
  private static DecipherException size(Path file, long height, long width, SampleShape shape) {
    return new DecipherException(
        file
            + ": is "
            + height
            + " x "
            + width
            + " pixels (height x width); expected "
            + shape.height()
            + " x "
            + shape.width()
            + ", as the run's samples are; cut or scale it as they were");
  }

  private static FloatMatrix idx(Path file, boolean packed, SampleShape shape) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        InputStream in = packed ? new BufferedInputStream(new GZIPInputStream(raw)) : raw) {
      byte[] header = in.readNBytes(16);
      int magic = header.length < 4 ? -1 : ByteBuffer.wrap(header).getInt();
      if (header.length < 16 || magic != IDX_IMAGES) {
        throw new DecipherException(
            file
                + ": holds no images in IDX format"
                + (magic == 0x0801 ? ", but labels" : "")
                + "; expected it to begin with 0x00000803 and three sizes");
      }
      ByteBuffer sizes = ByteBuffer.wrap(header, 4, 12);
      long count = Integer.toUnsignedLong(sizes.getInt());
      long height = Integer.toUnsignedLong(sizes.getInt());
      long width = Integer.toUnsignedLong(sizes.getInt());
      if (height != shape.height() || width != shape.width()) {
        throw size(file, height, width, shape);
      }
      if (shape.channels() != 1) {
        throw new DecipherException(
            file + ": holds grey images; expected " + shape.channels() + " channels: bring .npy");
      }
      if (count * shape.size() > Integer.MAX_VALUE - 8) {
        throw new DecipherException(
            file + ": announces " + count + " images; at most 2^31 - 9 values can be read at once");
      }
      int wanted = (int) count * shape.size();
      byte[] bytes = in.readNBytes(wanted); // takes memory as data arrive, whatever was announced
      if (bytes.length < wanted || in.read() >= 0) {
        throw new DecipherException(
            file
                + ": announces "
                + count
                + " images, but "
                + (bytes.length < wanted ? "is cut short" : "goes on after them")
                + "; get the file again");
      }
      float[] values = new float[wanted];
      for (int i = 0; i < wanted; i++) {
        values[i] = Byte.toUnsignedInt(bytes[i]) / 255f;
      }
      return FloatMatrix.wrap((int) count, shape.size(), values);
    }
  }

  private static FloatMatrix png(Path file, SampleShape shape) throws IOException {
    if (ModuleLayer.boot().findModule("java.desktop").isEmpty()) {
      throw new DecipherException(
          file
              + ": is a PNG, but this program runs without the module java.desktop, which reads PNG;"
              + " start it with --add-modules java.desktop, or bring .npy");
    }
    BufferedImage image;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        ImageInputStream cached = new MemoryCacheImageInputStream(in)) {
      Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
      if (!readers.hasNext()) {
        throw new IOException("this Java runtime cannot read PNG");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(cached, true, true);
        // The size first: a small file can announce a picture that no memory holds.
        if (reader.getHeight(0) != shape.height() || reader.getWidth(0) != shape.width()) {
          throw size(file, reader.getHeight(0), reader.getWidth(0), shape);
        }
        image = reader.read(0);
      } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
        throw new DecipherException(
            file + ": is damaged (" + e.getMessage() + "); get the file again", e);
      } finally {
        reader.dispose();
      }
    }
    float[][] planes = planes(file, image);
    int plane = shape.height() * shape.width();
    float[] values = new float[shape.size()];
    for (int i = 0; i < plane; i++) {
      if (shape.channels() == 1) {
        values[i] =
            planes.length == 1
                ? planes[0][i]
                : 0.299f * planes[0][i] + 0.587f * planes[1][i] + 0.114f * planes[2][i];
      } else if (shape.channels() == 3) {
        for (int channel = 0; channel < 3; channel++) {
          values[channel * plane + i] = planes[planes.length == 1 ? 0 : channel][i];
        }
      } else {
        throw new DecipherException(
            file + ": is a picture; expected " + shape.channels() + " channels: bring .npy");
      }
    }
    return FloatMatrix.wrap(1, values.length, values);
  }

  /** Returns one plane of lightness in [0, 1], or red, green and blue. */
  private static float[][] planes(Path file, BufferedImage image) {
    int width = image.getWidth();
    int size = width * image.getHeight();
    ColorModel colours = image.getColorModel();
    boolean indexed = colours instanceof IndexColorModel;
    boolean grey = !indexed && colours.getNumColorComponents() == 1;
    float[][] planes = new float[grey ? 1 : 3][size];
    Raster raster = image.getRaster();
    int[] pixel = new int[raster.getNumBands()];
    for (int i = 0; i < size; i++) {
      if (indexed) {
        int rgb = image.getRGB(i % width, i / width);
        requireOpaque(file, rgb >>> 24, 255);
        for (int channel = 0; channel < 3; channel++) {
          planes[channel][i] = (rgb >> (16 - 8 * channel) & 255) / 255f;
        }
        continue;
      }
      // Of grey pictures getRGB would give other numbers than the file has, by its colour space.
      raster.getPixel(i % width, i / width, pixel);
      for (int channel = 0; channel < planes.length; channel++) {
        planes[channel][i] = pixel[channel] / most(colours, channel);
      }
      if (colours.hasAlpha()) {
        requireOpaque(file, pixel[planes.length], (int) most(colours, planes.length));
      }
    }
    return planes;
  }

  private static float most(ColorModel colours, int component) {
    return (1 << colours.getComponentSize(component)) - 1;
  }

  private static void requireOpaque(Path file, int alpha, int opaque) {
    if (alpha != opaque) {
      throw new DecipherException(
          file + ": is transparent in part; put it on the background that the run's samples have");
    }
  }
}
