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
 * Draws what a run directory shows as pictures, found by {@link java.util.ServiceLoader}. A program
 * that wants classes and no pictures has none on its module path, and with it no {@code
 * java.desktop}; its run directories then hold everything but the pictures.
 *
 * <p>The same input gives the same bytes. Neither a display nor a font is needed.
 */
public interface PictureWriter {
  /** Returns whether samples of a type can be drawn. */
  boolean canShow(SampleType type);

  /**
   * Samples side by side: groups next to each other, so that a row of the picture passes through
   * all of them.
   *
   * @param groups one or more, each of the same number of rows
   * @param type what a sample is; see {@link #canShow}
   * @param scale pixels of the picture for each pixel of a sample, 1 or more
   * @param captions one for each row, or none at all; ASCII is sure to be readable
   */
  record Sheet(List<Group> groups, SampleType type, int scale, List<String> captions) {
    /** Copies the lists. */
    public Sheet {
      groups = List.copyOf(groups);
      captions = List.copyOf(captions);
    }

    /**
     * Returns a sheet of rows that may differ in length, e.g. a row for each class.
     *
     * @param rows (n_i x size) each, in [0, 1]
     */
    public static Sheet ofRows(
        List<FloatMatrix> rows, SampleType type, int scale, List<String> captions) {
      return new Sheet(List.of(new Group("", rows)), type, scale, captions);
    }

    /** Returns the same sheet below a heading, if it is of one group. */
    public Sheet headed(String heading) {
      return groups.size() == 1
          ? new Sheet(List.of(new Group(heading, groups.get(0).rows())), type, scale, captions)
          : this;
    }
  }

  /**
   * Samples below one heading.
   *
   * @param heading what they are; empty for none
   * @param rows of samples, one for each row of the picture, (n_i x size) each, in [0, 1]
   */
  record Group(String heading, List<FloatMatrix> rows) {
    /** Copies the list. */
    public Group {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Writes samples side by side as a PNG.
   *
   * @throws IllegalArgumentException if the sheet's type cannot be shown or does not fit its rows
   */
  void writeSheet(Path file, Sheet sheet) throws IOException;

  /**
   * Writes sheets of one size one after the other, over and over, as a GIF.
   *
   * @param frames one or more
   * @param delay how long each is shown, in hundredths of a second
   */
  void writeAnimation(Path file, List<Sheet> frames, int delay) throws IOException;

  /**
   * Points in the plane, coloured by class.
   *
   * @param title what is shown; empty for none
   * @param points (n x d), d at least 1; the first two columns are shown
   * @param labels the class of each point, (n)
   * @param axes what is along the first and along the second axis; both if there is one
   * @param names of classes, by their numbers; classes beyond its end have none
   */
  record Scatter(
      String title, FloatMatrix points, Labels labels, List<String> axes, List<String> names) {
    /** Copies the lists, and checks that axes are named. */
    public Scatter {
      axes = List.copyOf(axes);
      names = List.copyOf(names);
      if (axes.isEmpty()) {
        throw new IllegalArgumentException("axes have no names");
      }
    }
  }

  /**
   * Writes a map of points as a PNG.
   *
   * @throws IllegalArgumentException if there is not one label a point, or points have no columns
   */
  void writeMap(Path file, Scatter map) throws IOException;

  /** Writes a tree of clusters as a PNG. */
  void writeTree(Path file, ClusterTree tree) throws IOException;
}
