// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.Attributes;
import java.util.List;

/** Helper for text columns that may be numeric. */
final class Columns {
  private Columns() {}

  /**
   * Returns the attributes with one more column, numeric if every non-empty value is a finite
   * number.
   */
  static Attributes add(Attributes attributes, String title, List<String> text) {
    double[] numbers = new double[text.size()];
    boolean any = false;
    for (int i = 0; i < numbers.length; i++) {
      String value = text.get(i);
      numbers[i] = value.isEmpty() ? Double.NaN : number(value);
      if (!value.isEmpty() && !Double.isFinite(numbers[i])) {
        return attributes.withText(title, text);
      }
      any |= !value.isEmpty();
    }
    return any ? attributes.withNumbers(title, numbers) : attributes.withText(title, text);
  }

  private static double number(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
