// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.decipher.api.FloatMatrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the arrays of a report and describes each for the header. */
final class ArrayTable {
  private static final int LEVELS = 65_535;
  private static final int MISSING = 65_535;

  private final Map<String, byte[]> bytes = new LinkedHashMap<>();
  private final JsonObject described = new JsonObject();

  /** Returns the block {@code arrays} of the header. */
  JsonObject described() {
    return described;
  }

  Map<String, byte[]> bytes() {
    return bytes;
  }

  private JsonObject put(String name, String type, byte[] content, int... shape) {
    JsonObject one = new JsonObject();
    one.addProperty("type", type);
    JsonArray sizes = new JsonArray();
    for (int size : shape) {
      sizes.add(size);
    }
    one.add("shape", sizes);
    if (bytes.putIfAbsent(name, content) != null) {
      throw new IllegalStateException("two arrays are named " + name);
    }
    described.add(name, one);
    return one;
  }

  /** Adds integers, as int16 if all fit, otherwise as int32. */
  void putInts(String name, int[] values) {
    boolean fits = true;
    for (int value : values) {
      fits &= value == (short) value;
    }
    ByteBuffer buffer =
        ByteBuffer.allocate((fits ? Short.BYTES : Integer.BYTES) * values.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      if (fits) {
        buffer.putShort((short) value);
      } else {
        buffer.putInt(value);
      }
    }
    put(name, fits ? "int16" : "int32", buffer.array(), values.length);
  }

  /**
   * Adds a matrix, each column quantized to 65,536 levels from its minimum to its maximum; the
   * error is at most 1/131,070 of that range. Values must be finite.
   */
  void putQuantised(String name, FloatMatrix matrix) {
    int rows = matrix.rows();
    int columns = matrix.columns();
    float[] values = matrix.toArray();
    ByteBuffer buffer =
        ByteBuffer.allocate(Short.BYTES * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
    JsonArray offsets = new JsonArray();
    JsonArray steps = new JsonArray();
    double[] low = new double[columns];
    double[] step = new double[columns];
    for (int j = 0; j < columns; j++) {
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < rows; i++) {
        least = Math.min(least, values[i * columns + j]);
        greatest = Math.max(greatest, values[i * columns + j]);
      }
      low[j] = rows == 0 ? 0 : least;
      step[j] = rows == 0 || greatest == least ? 1 : (greatest - least) / LEVELS;
      offsets.add(low[j]);
      steps.add(step[j]);
    }
    for (int i = 0; i < values.length; i++) {
      int j = i % columns;
      buffer.putShort((short) Math.round((values[i] - low[j]) / step[j]));
    }
    JsonObject one = put(name, "uint16", buffer.array(), rows, columns);
    one.add("offset", offsets);
    one.add("step", steps);
  }

  /** Adds numbers in [0, 1], quantized to 256 levels. */
  void putShares(String name, FloatMatrix column) {
    byte[] content = new byte[column.rows()];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) Math.round(255 * Math.min(1, Math.max(0, column.get(i, 0))));
    }
    JsonObject one = put(name, "uint8", content, content.length);
    one.addProperty("step", 1.0 / 255);
  }

  /**
   * Adds numbers quantized to 65,535 levels from minimum to maximum; the value 65,535 stands for
   * NaN.
   */
  void putNumbers(String name, double[] values) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (Double.isFinite(value)) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
    }
    boolean any = least <= greatest;
    double low = any ? least : 0;
    double step = any && greatest > least ? (greatest - least) / (MISSING - 1) : 1;
    ByteBuffer buffer =
        ByteBuffer.allocate(Short.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      buffer.putShort(
          (short) (Double.isFinite(value) ? Math.round((value - low) / step) : MISSING));
    }
    JsonObject one = put(name, "uint16", buffer.array(), values.length);
    one.addProperty("offset", low);
    one.addProperty("step", step);
    one.addProperty("missing", MISSING);
  }

  /** Adds bytes with a media type. */
  void putMedia(String name, String type, byte[] content) {
    put(name, type, content, content.length);
  }
}
