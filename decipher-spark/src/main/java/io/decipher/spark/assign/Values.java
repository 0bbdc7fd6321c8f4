// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.assign;

import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The numbers of a row, or what is wrong with them. */
final class Values {
  private final float[] numbers;
  private final @Nullable String problem;

  private Values(float[] numbers, @Nullable String problem) {
    this.numbers = numbers;
    this.problem = problem;
  }

  /** Returns the numbers. */
  float[] numbers() {
    return numbers;
  }

  /** Returns what is wrong with them; null if they are valid. */
  @Nullable String problem() {
    return problem;
  }

  /** Reads an array column of a row. */
  static Values of(Row row, int column) {
    return row.isNullAt(column)
        ? new Values(new float[0], "has no values (null); expected an array of numbers")
        : of(row.getList(column));
  }

  /** Reads the numbers of an array. */
  static Values of(List<?> array) {
    float[] numbers = new float[array.size()];
    int j = 0;
    for (Object value : array) {
      if (!(value instanceof Number number)) {
        return new Values(numbers, "has no number at " + j + " (" + value + ")");
      }
      numbers[j++] = number.floatValue();
    }
    return new Values(numbers, null);
  }
}
