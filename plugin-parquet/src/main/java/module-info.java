// SPDX-License-Identifier: Apache-2.0
/** Tables in Parquet, read and written by DuckDB. */
@org.jspecify.annotations.NullMarked
module io.decipher.parquet {
  requires transitive io.decipher.text; // part of exported types
  requires io.decipher.natives;
  requires duckdb.jdbc; // its classes are defined by our own loader
  requires java.sql;
  requires static org.jspecify;

  exports io.decipher.parquet;

  provides io.decipher.text.TableFormat with
      io.decipher.parquet.Parquet;
}
