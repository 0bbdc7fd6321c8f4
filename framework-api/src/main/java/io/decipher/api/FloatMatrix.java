// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable row-major matrix of floats on the heap, in which each row is a sample, a feature
 * vector or a point.
 *
 * <p>It is the data type exchanged between plugins, so plugins do not depend on each other's tensor
 * types and no one has to free memory.
 */
public final class FloatMatrix {
  static final int BLOCK = 1 << 16; // the number of values digested at once

  private final int rows;
  private final int columns;
  private final float[] values;
  private @Nullable String sha256; // computed on first use

  private FloatMatrix(int rows, int columns, float[] values) {
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          "a matrix cannot have " + rows + " rows and " + columns + " columns");
    }
    if ((long) rows * columns != values.length) {
      throw new IllegalArgumentException(
          rows
              + " x "
              + columns
              + " needs "
              + (long) rows * columns
              + " values, found "
              + values.length);
    }
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  /** Returns a matrix with a copy of {@code values}, (rows x columns), row-major. */
  public static FloatMatrix copyOf(int rows, int columns, float[] values) {
    return new FloatMatrix(rows, columns, values.clone());
  }

  /**
   * Returns a matrix that wraps {@code values}, (rows x columns), row-major, without copying; the
   * caller must not modify the array afterwards.
   */
  public static FloatMatrix wrap(int rows, int columns, float[] values) {
    return new FloatMatrix(rows, columns, values);
  }

  /** Returns a matrix of the given rows, which must have equal lengths. */
  public static FloatMatrix ofRows(float[]... rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    float[] values = new float[Math.multiplyExact(rows.length, columns)];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new IllegalArgumentException(
            "row " + i + " has " + rows[i].length + " values, row 0 has " + columns);
      }
      System.arraycopy(rows[i], 0, values, i * columns, columns);
    }
    return new FloatMatrix(rows.length, columns, values);
  }

  /** Returns a matrix without rows, of the given number of columns. */
  public static FloatMatrix empty(int columns) {
    return new FloatMatrix(0, columns, new float[0]);
  }

  /** Returns the rows of {@code first}, followed by those of {@code second}, in one matrix. */
  public static FloatMatrix concat(FloatMatrix first, FloatMatrix second) {
    if (first.rows == 0 && first.columns == second.columns) {
      return second;
    }
    if (second.rows == 0 && first.columns == second.columns) {
      return first;
    }
    if (first.columns != second.columns) {
      throw new IllegalArgumentException(
          "cannot put rows of " + second.columns + " values under rows of " + first.columns);
    }
    float[] values =
        Arrays.copyOf(first.values, Math.addExact(first.values.length, second.values.length));
    System.arraycopy(second.values, 0, values, first.values.length, second.values.length);
    return new FloatMatrix(first.rows + second.rows, first.columns, values);
  }

  /** Returns the number of rows. */
  public int rows() {
    return rows;
  }

  /** Returns the number of columns. */
  public int columns() {
    return columns;
  }

  /** Returns the value at a row and a column. */
  public float get(int row, int column) {
    Objects.checkIndex(column, columns);
    return values[Objects.checkIndex(row, rows) * columns + column];
  }

  /** Returns a copy of one row, (columns). */
  public float[] row(int row) {
    Objects.checkIndex(row, rows);
    return Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
  }

  /**
   * Copies {@code count} consecutive rows starting at {@code row} into {@code target} at {@code
   * offset}.
   */
  public void copyRows(int row, int count, float[] target, int offset) {
    Objects.checkFromIndexSize(row, count, rows);
    System.arraycopy(values, row * columns, target, offset, count * columns);
  }

  /**
   * Returns a digest of the shape and the values: the SHA-256, in hexadecimal digits, of the shape
   * and of the SHA-256 of each block of 2^16 values, little-endian float32.
   *
   * @implNote computed once per matrix, blockwise on all cores, at about half a gigabyte per second
   *     and core
   */
  public String sha256() {
    String known = sha256;
    if (known == null) {
      MessageDigest all = Sha256.digest();
      all.update(ByteBuffer.allocate(2 * Integer.BYTES).putInt(rows).putInt(columns).flip());
      IntStream.range(0, (int) (((long) values.length + BLOCK - 1) / BLOCK))
          .parallel()
          .mapToObj(this::digestOfBlock)
          .toList()
          .forEach(all::update);
      known = HexFormat.of().formatHex(all.digest());
      sha256 = known;
    }
    return known;
  }

  private byte[] digestOfBlock(int block) {
    int from = block * BLOCK;
    int count = Math.min(BLOCK, values.length - from);
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values, from, count);
    return Sha256.digest().digest(bytes.array());
  }

  /**
   * Returns a read-only view of {@code count} consecutive rows starting at {@code row}, row-major.
   */
  public FloatBuffer buffer(int row, int count) {
    Objects.checkFromIndexSize(row, count, rows);
    return FloatBuffer.wrap(values, row * columns, count * columns).slice().asReadOnlyBuffer();
  }

  /** Returns the given rows, in that order; a row may be given more than once. */
  public FloatMatrix select(int... indices) {
    float[] selected = new float[Math.multiplyExact(indices.length, columns)];
    for (int i = 0; i < indices.length; i++) {
      Objects.checkIndex(indices[i], rows);
      System.arraycopy(values, indices[i] * columns, selected, i * columns, columns);
    }
    return new FloatMatrix(indices.length, columns, selected);
  }

  /** Returns {@code count} consecutive rows starting at {@code row}. */
  public FloatMatrix slice(int row, int count) {
    Objects.checkFromIndexSize(row, count, rows);
    return count == rows
        ? this
        : new FloatMatrix(
            count, columns, Arrays.copyOfRange(values, row * columns, (row + count) * columns));
  }

  /** Returns a copy of all values, row-major, (rows x columns). */
  public float[] toArray() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FloatMatrix that
        && rows == that.rows
        && columns == that.columns
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * rows + columns) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "FloatMatrix(" + rows + " x " + columns + ")";
  }
}
