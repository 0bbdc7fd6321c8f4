// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The type of a sample, and the layout of its values in a row of floats. */
public sealed interface SampleType {
  /** Returns the number of values per row. */
  int size();

  /** Returns the kind of sample in one word, for messages: {@code image}, {@code vector} … */
  String kind();

  /** Returns the type of a greyscale image. */
  static Image image(int height, int width) {
    return new Image(1, height, width);
  }

  /** Returns the type of a vector whose columns are named {@code 0}, {@code 1}, … */
  static Vector vector(int size) {
    return Vector.of(size);
  }

  /**
   * An image: a row is (channels x height x width), with values in [0, 1].
   *
   * @param channels 1 (grey), 3 (red, green, blue) or any other number from 1 on
   * @param height in pixels, 1 or more
   * @param width in pixels, 1 or more
   */
  record Image(int channels, int height, int width) implements SampleType {
    /** Checks that channels, height and width are at least 1. */
    public Image {
      if (channels < 1 || height < 1 || width < 1) {
        throw new IllegalArgumentException(
            "an image cannot be " + channels + " x " + height + " x " + width);
      }
      Math.multiplyExact(Math.multiplyExact(channels, height), width);
    }

    @Override
    public int size() {
      return channels * height * width;
    }

    @Override
    public String kind() {
      return "image";
    }

    @Override
    public String toString() {
      return channels + " x " + height + " x " + width;
    }
  }

  /**
   * A vector, or a row of a table: one value per column, in any unit.
   *
   * @param columns one or more, with different names
   */
  record Vector(List<Column> columns) implements SampleType {
    /** Checks that there are columns and that their names differ. */
    public Vector {
      columns = List.copyOf(columns);
      if (columns.isEmpty()) {
        throw new IllegalArgumentException("a vector needs at least one column");
      }
      Set<String> names = new HashSet<>();
      for (Column column : columns) {
        if (!names.add(column.name())) {
          throw new IllegalArgumentException("two columns are named '" + column.name() + "'");
        }
      }
    }

    /** Returns the type of a numeric vector whose columns are named {@code 0}, {@code 1}, … */
    public static Vector of(int size) {
      return new Vector(
          IntStream.range(0, size).mapToObj(i -> Column.number(Integer.toString(i))).toList());
    }

    /** Returns the names of the columns, in order. */
    public List<String> names() {
      return columns.stream().map(Column::name).toList();
    }

    @Override
    public int size() {
      return columns.size();
    }

    @Override
    public String kind() {
      return "vector";
    }

    @Override
    public String toString() {
      return "vector of " + columns.size() + (columns.size() == 1 ? " value" : " values");
    }
  }

  /**
   * A column of a {@link Vector}.
   *
   * @param name its name
   * @param kind the meaning of its values
   * @param categories the names of the categories 0, 1, …; empty for numbers, and for categories
   *     without names
   */
  record Column(String name, Kind kind, List<String> categories) {
    /** The meaning of a column's values. */
    public enum Kind {
      /** A quantity: differences between values are meaningful. */
      NUMBER,
      /** The index of a category, 0, 1, …: only equality is meaningful. */
      CATEGORY
    }

    /** Copies the categories, and checks that a numeric column has none. */
    public Column {
      categories = List.copyOf(categories);
      if (kind == Kind.NUMBER && !categories.isEmpty()) {
        throw new IllegalArgumentException("column '" + name + "' is a number, but has categories");
      }
    }

    /** Creates a column whose categories, if any, have no names. */
    public Column(String name, Kind kind) {
      this(name, kind, List.of());
    }

    /** Returns a numeric column. */
    public static Column number(String name) {
      return new Column(name, Kind.NUMBER);
    }

    /** Returns a categorical column whose values 0, 1, … are indices into the given categories. */
    public static Column category(String name, List<String> categories) {
      return new Column(name, Kind.CATEGORY, categories);
    }
  }

  /**
   * A signal with one or more simultaneous channels: a row is (channels x length), channel by
   * channel. A sample may be shorter than the row ({@link Samples#length}); the steps after its end
   * are 0.
   *
   * @param channels 1 or more
   * @param length the number of steps of the longest sample, 1 or more
   * @param rate steps per second, above 0; NaN if unknown
   */
  record Sequence(int channels, int length, double rate) implements SampleType {
    /** Checks the shape and the rate. */
    public Sequence {
      if (channels < 1 || length < 1) {
        throw new IllegalArgumentException(
            "a sequence cannot have " + channels + " channels of " + length + " steps");
      }
      if (!Double.isNaN(rate) && !(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "a rate must be above 0 steps per second, or NaN if it is unknown, but was " + rate);
      }
      Math.multiplyExact(channels, length);
    }

    @Override
    public int size() {
      return channels * length;
    }

    @Override
    public String kind() {
      return "sequence";
    }

    @Override
    public String toString() {
      return "sequence of "
          + channels
          + (channels == 1 ? " channel x " : " channels x ")
          + length
          + (length == 1 ? " step" : " steps")
          + (Double.isNaN(rate) ? "" : " at " + Attributes.shown(rate) + " Hz");
    }
  }
}
