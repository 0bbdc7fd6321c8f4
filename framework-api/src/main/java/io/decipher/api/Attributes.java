// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Metadata of samples: immutable named columns of text or numbers, one value per sample, such as
 * recording, begin and end, site, recorder or date.
 *
 * <p>Attributes are used for grouping and reporting. Class labels given by people are {@link
 * GroundTruth}, never an attribute.
 */
public final class Attributes {
  private final int count;
  private final Map<String, Column> columns; // in insertion order

  private sealed interface Column {
    /** Returns a column of the given samples, in that order. */
    Column select(int[] samples);

    /** Returns the values as text for people; missing values are empty. */
    List<String> text();
  }

  private record Text(List<String> text) implements Column {
    @Override
    public Column select(int[] samples) {
      return new Text(Arrays.stream(samples).mapToObj(text::get).toList());
    }
  }

  private static final class Numbers implements Column {
    private final double[] values;

    Numbers(double[] values) {
      this.values = values;
    }

    @Override
    public Column select(int[] samples) {
      return new Numbers(Arrays.stream(samples).mapToDouble(sample -> values[sample]).toArray());
    }

    @Override
    public List<String> text() {
      return Arrays.stream(values)
          .mapToObj(value -> Double.isNaN(value) ? "" : shown(value))
          .toList();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Numbers that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }

  private Attributes(int count, Map<String, Column> columns) {
    this.count = count;
    this.columns = Collections.unmodifiableMap(columns);
  }

  /** Returns attributes of {@code count} samples without any columns. */
  public static Attributes none(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("there cannot be " + count + " samples");
    }
    return new Attributes(count, Map.of());
  }

  /**
   * Returns these attributes with a text column added.
   *
   * @param name must differ from the names of the other columns
   * @param values one per sample; empty where the value is missing
   */
  public Attributes withText(String name, List<String> values) {
    return with(name, values.size(), new Text(List.copyOf(values)));
  }

  /**
   * Returns these attributes with a numeric column added.
   *
   * @param name must differ from the names of the other columns
   * @param values one per sample, finite; NaN where the value is missing
   */
  public Attributes withNumbers(String name, double... values) {
    for (int i = 0; i < values.length; i++) {
      if (Double.isInfinite(values[i])) {
        throw new IllegalArgumentException(
            "attribute '" + name + "' of sample " + i + " is " + values[i]);
      }
    }
    return with(name, values.length, new Numbers(values.clone()));
  }

  private Attributes with(String name, int length, Column column) {
    if (length != count) {
      throw new IllegalArgumentException(
          "attribute '" + name + "' has " + length + " values for " + count + " samples");
    }
    if (columns.containsKey(name)) {
      throw new IllegalArgumentException("two attributes are named '" + name + "'");
    }
    Map<String, Column> more = new LinkedHashMap<>(columns);
    more.put(name, column);
    return new Attributes(count, more);
  }

  /** Returns these attributes without the named column; unchanged if there is no such column. */
  public Attributes without(String name) {
    Map<String, Column> fewer = new LinkedHashMap<>(columns);
    fewer.remove(name);
    return new Attributes(count, fewer);
  }

  /** Returns the number of samples. */
  public int count() {
    return count;
  }

  /** Returns the names of the columns, in insertion order. */
  public List<String> names() {
    return List.copyOf(columns.keySet());
  }

  /** Returns whether there is a column of the given name. */
  public boolean has(String name) {
    return columns.containsKey(name);
  }

  /**
   * Returns a column as text, (count), with numbers formatted for people and missing values empty.
   *
   * @throws IllegalArgumentException if there is no such column; the message lists the existing
   *     ones
   */
  public List<String> text(String name) {
    return column(name).text();
  }

  /**
   * Returns a numeric column, (count), with NaN for missing values; empty if the column is text.
   *
   * @throws IllegalArgumentException if there is no such column; the message lists the existing
   *     ones
   */
  public Optional<double[]> numbers(String name) {
    return column(name) instanceof Numbers numbers
        ? Optional.of(numbers.values.clone())
        : Optional.empty();
  }

  /**
   * Returns whether the value of a sample is missing.
   *
   * @throws IllegalArgumentException if there is no such column; the message lists the existing
   *     ones
   */
  public boolean isMissing(String name, int sample) {
    Column column = column(name);
    return column instanceof Numbers numbers
        ? Double.isNaN(numbers.values[sample])
        : column.text().get(sample).isEmpty();
  }

  private Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException(
          "there is no attribute '" + name + "'" + Suggestions.suggest(name, columns.keySet()));
    }
    return column;
  }

  /** Returns the attributes of the given samples, in that order. */
  public Attributes select(int... samples) {
    for (int sample : samples) {
      Objects.checkIndex(sample, count);
    }
    Map<String, Column> selected = new LinkedHashMap<>();
    columns.forEach((name, column) -> selected.put(name, column.select(samples)));
    return new Attributes(samples.length, selected);
  }

  /** Returns the attributes of {@code count} consecutive samples starting at {@code first}. */
  public Attributes slice(int first, int count) {
    Objects.checkFromIndexSize(first, count, this.count);
    return count == this.count ? this : select(IntStream.range(first, first + count).toArray());
  }

  /**
   * Returns the attributes of the samples of {@code first}, followed by those of {@code second}. A
   * column that only one of them has is missing for the samples of the other; a column that is text
   * in either is text in the result.
   */
  public static Attributes concat(Attributes first, Attributes second) {
    Attributes all = none(Math.addExact(first.count, second.count));
    Map<String, Column> names = new LinkedHashMap<>(first.columns);
    second.columns.forEach(names::putIfAbsent);
    for (String name : names.keySet()) {
      Optional<double[]> a = first.numbersOrMissing(name);
      Optional<double[]> b = second.numbersOrMissing(name);
      if (a.isPresent() && b.isPresent()) {
        double[] both = Arrays.copyOf(a.get(), all.count);
        System.arraycopy(b.get(), 0, both, first.count, second.count);
        all = all.withNumbers(name, both);
      } else {
        List<String> both = new ArrayList<>(first.textOrMissing(name));
        both.addAll(second.textOrMissing(name));
        all = all.withText(name, both);
      }
    }
    return all;
  }

  private Optional<double[]> numbersOrMissing(String name) {
    if (has(name)) {
      return numbers(name);
    }
    double[] missing = new double[count];
    Arrays.fill(missing, Double.NaN);
    return Optional.of(missing);
  }

  private List<String> textOrMissing(String name) {
    return has(name) ? text(name) : Collections.nCopies(count, "");
  }

  /** Formats a number for people: whole numbers without a fraction. */
  static String shown(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  void update(MessageDigest digest) {
    columns.forEach(
        (name, column) -> {
          update(digest, name);
          digest.update((byte) (column instanceof Numbers ? 1 : 0));
          column.text().forEach(text -> update(digest, text));
        });
  }

  /** Adds a text to a digest, preceded by its length so that adjacent texts cannot be confused. */
  static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attributes that && count == that.count && columns.equals(that.columns);
  }

  @Override
  public int hashCode() {
    return 31 * count + columns.hashCode();
  }

  @Override
  public String toString() {
    return "Attributes(" + count + " samples, " + String.join(", ", columns.keySet()) + ")";
  }
}
