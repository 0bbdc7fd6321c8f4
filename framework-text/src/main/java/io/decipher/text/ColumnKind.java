// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import java.util.Locale;

/** The kind of a table column, which determines how the column is used. */
public enum ColumnKind {
  /** A numeric quantity: centred and scaled. */
  NUMBER("number"),
  /** A few distinct, unordered values: one indicator per value. */
  CATEGORY("category"),
  /** A date: left out, unless declared as a number, which counts days. */
  DATE("date"),
  /** An identifier: the names of the rows. */
  ID("id"),
  /** Free text: left out. */
  TEXT("text"),
  /** The same value in every row, or none: left out. */
  CONSTANT("constant"),
  /** Left out on request. */
  IGNORE("ignore");

  private final String word;

  ColumnKind(String word) {
    this.word = word;
  }

  /** Returns whether columns of this kind become values of samples. */
  public boolean isUsed() {
    return this == NUMBER || this == CATEGORY;
  }

  /** Returns the name used in settings. */
  @Override
  public String toString() {
    return word;
  }

  /**
   * Returns the kind with the given name, in any case.
   *
   * @param column the name of the column, for the error message
   * @throws IllegalArgumentException if there is no such kind
   */
  public static ColumnKind of(String column, String name) {
    for (ColumnKind kind : values()) {
      if (kind.word.equals(name.toLowerCase(Locale.ROOT))) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "columns: '"
            + column
            + "' is set to "
            + name
            + "; expected number, category, date, id, text, constant or ignore");
  }
}
