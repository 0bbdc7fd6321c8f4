// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import java.util.Locale;

/** What a column of a table is, and so what becomes of it. */
public enum ColumnKind {
  /** A quantity: centred and scaled. */
  NUMBER("number"),
  /** One of a few values that differ and have no order: an indicator each. */
  CATEGORY("category"),
  /** A day: left out, unless told to be a number, which counts days. */
  DATE("date"),
  /** What tells rows apart: their name. */
  ID("id"),
  /** Words that nobody else wrote: left out. */
  TEXT("text"),
  /** The same in each row, or nothing: left out. */
  CONSTANT("constant"),
  /** Left out because a person said so. */
  IGNORE("ignore");

  private final String word;

  ColumnKind(String word) {
    this.word = word;
  }

  /** Returns whether samples have values of it. */
  public boolean isUsed() {
    return this == NUMBER || this == CATEGORY;
  }

  /** Returns the name that settings give it. */
  @Override
  public String toString() {
    return word;
  }

  /** Returns the one of a name. */
  public static ColumnKind of(String column, String name) {
    for (ColumnKind kind : values()) {
      if (kind.word.equals(name.toLowerCase(Locale.ROOT))) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "columns: '"
            + column
            + "' is to be "
            + name
            + "; expected number, category, date, id, text, constant or ignore");
  }
}
