// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.InputFile;
import io.decipher.api.Labels;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleReader;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.runtime.internal.data.SortedCopies;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Samples read from files, of the type that a model was trained on: any file that a {@link
 * io.decipher.api.SampleReader} accepts; PNG, one sample per file, or a directory of those; .npy,
 * (n x size) or (n x channels x height x width); and numbers in text files, one sample per line.
 *
 * <p>Images are read as lightness in [0, 1] without any conversion: they are not scaled, cropped or
 * inverted, since the right conversion depends on how the run's own samples were prepared. A grey
 * picture is repeated for each of three channels; a colour picture is converted to grey by its luma
 * (ITU-R BT.601).
 *
 * @param samples (n)
 * @param parts the files that they come from, in order; the sizes add up to n
 */
public record SampleFiles(Samples samples, List<Part> parts) {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
  private static final byte[] NPY = {(byte) 0x93, 'N', 'U', 'M'};
  private static final List<String> TEXT = List.of(".csv", ".tsv", ".txt");
  private static final float ROUNDING = 1e-4f;

  /**
   * The samples of one file.
   *
   * @param file the file
   * @param size the number of samples
   */
  public record Part(Path file, int size) {}

  /** Checks that the parts add up to the samples. */
  public SampleFiles {
    parts = List.copyOf(parts);
    int sum = parts.stream().mapToInt(Part::size).sum();
    if (sum != samples.count()) {
      throw new IllegalArgumentException(
          "there are " + samples.count() + " samples, but the parts have " + sum);
    }
  }

  /**
   * Returns the file in a folder that a sample may come from; never outside of the folder.
   *
   * @param root what was read, a file or a folder
   * @param name the name of the sample
   */
  static Path place(Path root, String name) {
    if (!Files.isDirectory(root)) {
      return name.equals(String.valueOf(root.getFileName())) ? root : root.resolve(name);
    }
    try {
      Path place = root.resolve(name).normalize();
      return place.startsWith(root.normalize()) ? place : root;
    } catch (InvalidPathException noFile) {
      return root;
    }
  }

  /**
   * Reads samples.
   *
   * @param paths files, and directories of PNG files
   * @param type the required type
   * @param plugins whose readers read the files they accept
   * @param run provides progress and cancellation
   * @throws DecipherException if a file cannot be read or contains samples of another type, with
   *     the file
   */
  public static SampleFiles read(
      List<Path> paths, SampleType type, Plugins plugins, RunContext run) {
    List<Part> parts = new ArrayList<>();
    Samples all = Samples.none(type);
    for (Path path : paths) {
      Optional<SampleReader> reader = plugins.reader(path);
      if (reader.isPresent()) {
        Samples samples = reader.get().read(path, type, run);
        requireType(path, samples.type(), type);
        parts.add(new Part(path, samples.count()));
        all = Samples.concat(all, samples);
        continue;
      }
      SampleFiles held =
          readEach(
              files(path),
              file -> {
                FloatMatrix samples = one(file, type);
                check(file, samples, type);
                return new SampleFiles(
                    Samples.of(samples, type), List.of(new Part(file, samples.rows())));
              },
              type,
              run);
      parts.addAll(held.parts);
      all = Samples.concat(all, held.samples);
    }
    return new SampleFiles(all, parts);
  }

  /**
   * Reads paths one by one; one that cannot be read is skipped with a warning.
   *
   * @param reading reads one path
   * @param type the required type
   * @throws DecipherException if none can be read
   */
  static SampleFiles readEach(
      List<Path> paths, Function<Path, SampleFiles> reading, SampleType type, RunContext run) {
    List<Part> parts = new ArrayList<>();
    Samples all = Samples.none(type);
    List<String> problems = new ArrayList<>();
    for (Path path : paths) {
      try {
        SampleFiles read = reading.apply(path);
        parts.addAll(read.parts);
        all = Samples.concat(all, read.samples);
      } catch (DecipherException e) {
        if (paths.size() == 1) {
          throw e;
        }
        problems.add(String.valueOf(e.getMessage()));
        run.warn(e.getMessage() + "; it is skipped");
      }
    }
    if (parts.isEmpty()) {
      throw new DecipherException(
          "none of " + paths.size() + " can be read; the first: " + problems.get(0));
    }
    return new SampleFiles(all, parts);
  }

  /** Returns the samples, named after their files if the data have no names. */
  Samples named() {
    if (samples.names().isPresent() || (parts.size() == 1 && parts.get(0).size > 1)) {
      return samples;
    }
    List<String> names = new ArrayList<>();
    for (Part part : parts) {
      for (int row = 0; row < part.size; row++) {
        names.add(part.size == 1 ? part.file.toString() : part.file + "#" + row);
      }
    }
    return samples.withNames(names);
  }

  /**
   * Returns the file that a sample comes from, or may come from: that of its part with its name.
   *
   * @param sample counted from 0
   */
  Path place(int sample) {
    int first = 0;
    for (Part part : parts) {
      if (sample < first + part.size) {
        return part.size == 1 && Files.isRegularFile(part.file)
            ? part.file
            : place(part.file, samples.name(sample));
      }
      first += part.size;
    }
    throw new IndexOutOfBoundsException(sample);
  }

  /**
   * Copies the files into one folder per class; samples without a file of their own are skipped.
   *
   * @param labels the class of each sample
   * @param names of classes, by number; may be empty
   * @param target an empty or new directory
   * @return the number of copied files
   * @throws io.decipher.api.ConfigurationException if the target is not empty
   */
  public int sortInto(Labels labels, Map<Integer, String> names, Path target) {
    SortedCopies.requireEmpty(target);
    return SortedCopies.copy(this::place, labels, names, target);
  }

  /** Checks that a reader's samples have the type that the model requires. */
  static void requireType(Path file, SampleType found, SampleType expected) {
    if (found.equals(expected)) {
      return;
    }
    if (found instanceof SampleType.Image image && expected instanceof SampleType.Image wanted) {
      if (image.height() != wanted.height() || image.width() != wanted.width()) {
        throw size(file, image.height(), image.width(), wanted);
      }
      throw new DecipherException(
          file
              + ": holds images of "
              + image.channels()
              + (image.channels() == 1 ? " channel" : " channels")
              + "; expected "
              + wanted.channels()
              + (wanted.channels() == 1 ? " channel" : " channels: convert it to .npy"));
    }
    throw new DecipherException(
        file
            + ": holds samples of type "
            + found.kind()
            + " ("
            + found
            + "); expected "
            + expected.kind()
            + " ("
            + expected
            + "), as the run's samples are");
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
      throw new DecipherException(path + ": cannot be read: " + DecipherException.reason(e), e);
    }
  }

  private static FloatMatrix one(Path file, SampleType type) {
    if (!Files.isRegularFile(file)) {
      throw new DecipherException(
          file
              + ": "
              + InputFile.problem(file)
              + "; expected PNG, IDX, .npy or a directory of PNG files");
    }
    try {
      byte[] start;
      try (InputStream in = Files.newInputStream(file)) {
        start = in.readNBytes(4);
      }
      if (begins(start, PNG)) {
        return png(file, type);
      }
      String name = file.toString().toLowerCase(Locale.ROOT);
      if (begins(start, NPY) || TEXT.stream().anyMatch(name::endsWith)) {
        return Matrices.read(file);
      }
      throw new DecipherException(
          file
              + ": is not PNG, IDX (gzipped or not), .npy, or numbers in .csv; convert it to one"
              + " of these");
    } catch (IOException e) {
      throw new DecipherException(file + ": cannot be read: " + DecipherException.reason(e), e);
    }
  }

  private static boolean begins(byte[] start, byte[] with) {
    return start.length >= with.length
        && Arrays.equals(start, 0, with.length, with, 0, with.length);
  }

  private static void check(Path file, FloatMatrix samples, SampleType shape) {
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
    boolean image = shape instanceof SampleType.Image;
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
                      ? "; expected lightness in [0, 1]: divide by the greatest possible value"
                      : "; expected finite numbers"));
        }
      }
    }
  }

  /** Returns the exception for a wrong image size, with the same message for every format. */
  private static DecipherException size(
      Path file, long height, long width, SampleType.Image shape) {
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
            + ", as the run's samples are; crop or scale it as they were");
  }

  private static FloatMatrix png(Path file, SampleType type) throws IOException {
    if (!(type instanceof SampleType.Image shape)) {
      throw new DecipherException(
          file + ": is a picture; expected " + type.kind() + " (" + type + ")");
    }
    if (ModuleLayer.boot().findModule("java.desktop").isEmpty()) {
      throw new DecipherException(
          file
              + ": is a PNG, but this program runs without the module java.desktop, which reads"
              + " PNG; start it with --add-modules java.desktop, or convert the image to .npy");
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
        // Checks the size first: a small file can declare an image that does not fit into memory.
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
            file
                + ": is a picture; expected "
                + shape.channels()
                + " channels: convert it to"
                + " .npy");
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
      // For grey pictures getRGB would convert the file's values by its colour space.
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
          file + ": is partly transparent; put it on the background that the run's samples have");
    }
  }
}
