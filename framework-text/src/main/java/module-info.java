// SPDX-License-Identifier: Apache-2.0
/** Reads text tables in common formats, for plugins that read samples or metadata. */
@org.jspecify.annotations.NullMarked
module io.decipher.text {
  requires transitive io.decipher.api; // part of exported types
  requires de.siegmar.fastcsv;
  requires static org.jspecify;

  exports io.decipher.text;

  uses io.decipher.text.TableFormat;
}
