// SPDX-License-Identifier: Apache-2.0
/** Tables in text, read as people write them, for plugins that read samples or of samples. */
@org.jspecify.annotations.NullMarked
module io.decipher.text {
  requires transitive io.decipher.api; // our exported types mention it
  requires de.siegmar.fastcsv;
  requires static org.jspecify;

  exports io.decipher.text;

  uses io.decipher.text.TableFormat;
}
