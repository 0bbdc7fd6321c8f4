// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.Attributes;
import java.util.List;

/** Columns of text that may be numbers. */
final class Columns {
  private Columns() {}

  /** Returns the attributes and one more: of numbers if all values are some or missing. */
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
