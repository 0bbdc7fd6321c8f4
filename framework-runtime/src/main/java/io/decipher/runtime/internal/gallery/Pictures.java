// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import io.decipher.api.ClusterTree;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.SampleType;
import io.decipher.api.spi.PictureWriter;
import io.decipher.api.spi.PictureWriter.Scatter;
import io.decipher.api.spi.PictureWriter.Sheet;
import io.decipher.runtime.internal.store.RunDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The pictures of a directory, drawn by the {@link PictureWriter} on the module path; without one,
 * no pictures are written.
 */
public final class Pictures {
  private static final Optional<PictureWriter> INSTALLED =
      ServiceLoader.load(PictureWriter.class).findFirst();

  private static final int PIXELS = 84; // approximate length of a sample's longer side in a picture

  private Pictures() {}

  /** Returns whether pictures can be drawn at all. */
  public static boolean areInstalled() {
    return INSTALLED.isPresent();
  }

  /** Returns whether samples of a type can be drawn. */
  public static boolean canShow(SampleType shape) {
    return INSTALLED.isPresent() && INSTALLED.get().canShow(shape);
  }

  /** Returns captions of classes 0 to {@code count - 1}. */
  static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  /**
   * Returns the indices of the largest values among n, in descending order, at most {@code most}.
   */
  static int[] greatest(int n, int most, IntToDoubleFunction of) {
    return IntStream.range(0, n)
        .boxed()
        .sorted(Comparator.comparingDouble(each -> -of.applyAsDouble(each)))
        .limit(most)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Returns the number of picture pixels per sample pixel. */
  static int scale(SampleType type) {
    return scale(type, PIXELS);
  }

  /**
   * Returns the enlargement of images for which their longer side has about the given number of
   * pixels.
   */
  static int scale(SampleType type, int pixels) {
    return type instanceof SampleType.Image image
        ? Math.max(1, pixels / Math.max(image.height(), image.width()))
        : 1;
  }

  /** Returns a sheet of samples row by row, {@code columns} in each, in the default size. */
  public static Sheet sheet(FloatMatrix samples, SampleType shape, int columns) {
    return sheet(samples, shape, columns, scale(shape));
  }

  /**
   * Returns a sheet of rows of samples, in the default size, with one caption each or none at all.
   */
  public static Sheet rows(List<FloatMatrix> rows, SampleType shape, List<String> captions) {
    return Sheet.ofRows(rows, shape, scale(shape), captions);
  }

  /** Writes a sheet. */
  public static void write(RunDirectory directory, String name, Sheet sheet) {
    INSTALLED.ifPresent(writer -> directory.write(name, file -> writer.writeSheet(file, sheet)));
  }

  static void writeAnimation(RunDirectory directory, String name, List<Sheet> frames, int delay) {
    INSTALLED.ifPresent(
        writer -> directory.write(name, file -> writer.writeAnimation(file, frames, delay)));
  }

  /** Writes a scatter plot of points, (n x d), coloured by class. */
  static void writeMap(
      RunDirectory directory, String name, String title, FloatMatrix points, Labels labels) {
    Scatter map =
        new Scatter(
            title, points, labels, List.of("first coordinate", "second coordinate"), List.of());
    INSTALLED.ifPresent(writer -> directory.write(name, file -> writer.writeMap(file, map)));
  }

  /** Writes a cluster tree. */
  public static void writeTree(RunDirectory directory, String name, ClusterTree tree) {
    INSTALLED.ifPresent(writer -> directory.write(name, file -> writer.writeTree(file, tree)));
  }

  /** Returns a sheet of samples row by row, {@code columns} in each. */
  static Sheet sheet(FloatMatrix samples, SampleType shape, int columns, int scale) {
    List<FloatMatrix> rows = new ArrayList<>();
    for (int row = 0; row < samples.rows(); row += columns) {
      rows.add(samples.slice(row, Math.min(columns, samples.rows() - row)));
    }
    return Sheet.ofRows(rows, shape, scale, List.of());
  }
}
