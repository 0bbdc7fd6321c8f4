// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.ClusterTree;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.SampleType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Draws the pictures of a run directory; found by {@link java.util.ServiceLoader}. A program that
 * needs no pictures has no implementation on its module path, and thereby no {@code java.desktop};
 * its run directories then contain everything except the pictures.
 *
 * <p>The same input gives the same bytes. Neither a display nor a font is required.
 */
public interface PictureWriter {
  /** Returns whether samples of a type can be drawn. */
  boolean canShow(SampleType type);

  /**
   * A sheet of samples: groups are placed side by side, so each row of the picture runs through all
   * of them.
   *
   * @param groups one or more, each with the same number of rows
   * @param type the type of a sample; see {@link #canShow}
   * @param scale the number of picture pixels per sample pixel, 1 or more
   * @param captions one for each row, or none at all; only ASCII is guaranteed to be readable
   */
  record Sheet(List<Group> groups, SampleType type, int scale, List<String> captions) {
    /** Copies the lists. */
    public Sheet {
      groups = List.copyOf(groups);
      captions = List.copyOf(captions);
    }

    /**
     * Returns a sheet with rows of individual lengths, e.g. one row for each class.
     *
     * @param rows (n_i x size) each, in [0, 1]
     */
    public static Sheet ofRows(
        List<FloatMatrix> rows, SampleType type, int scale, List<String> captions) {
      return new Sheet(List.of(new Group("", rows)), type, scale, captions);
    }

    /** Returns the same sheet with a heading, if it has a single group. */
    public Sheet headed(String heading) {
      return groups.size() == 1
          ? new Sheet(List.of(new Group(heading, groups.get(0).rows())), type, scale, captions)
          : this;
    }
  }

  /**
   * Samples under one heading.
   *
   * @param heading the heading; empty for none
   * @param rows the samples of each row of the picture, (n_i x size) each, in [0, 1]
   */
  record Group(String heading, List<FloatMatrix> rows) {
    /** Copies the list. */
    public Group {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Writes a sheet as a PNG.
   *
   * @throws IllegalArgumentException if the sheet's type cannot be drawn or does not match its rows
   */
  void writeSheet(Path file, Sheet sheet) throws IOException;

  /**
   * Writes sheets of equal size as an endless GIF animation.
   *
   * @param frames one or more
   * @param delay the time per frame, in hundredths of a second
   */
  void writeAnimation(Path file, List<Sheet> frames, int delay) throws IOException;

  /**
   * A scatter plot of points in the plane, coloured by class.
   *
   * @param title the title; empty for none
   * @param points (n x d), d at least 1; the first two columns are shown
   * @param labels the class of each point, (n)
   * @param axes the names of the first and second axis; a single name is used for both
   * @param names the names of the classes, by class number; further classes have none
   */
  record Scatter(
      String title, FloatMatrix points, Labels labels, List<String> axes, List<String> names) {
    /** Copies the lists, and checks that the axes have names. */
    public Scatter {
      axes = List.copyOf(axes);
      names = List.copyOf(names);
      if (axes.isEmpty()) {
        throw new IllegalArgumentException("axes have no names");
      }
    }
  }

  /**
   * Writes a scatter plot as a PNG.
   *
   * @throws IllegalArgumentException if there is not one label per point, or the points have no
   *     columns
   */
  void writeMap(Path file, Scatter map) throws IOException;

  /** Writes a cluster tree as a PNG. */
  void writeTree(Path file, ClusterTree tree) throws IOException;
}
