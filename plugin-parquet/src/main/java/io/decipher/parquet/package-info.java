/** Tables in Parquet, read and written by DuckDB. */
package io.decipher.parquet;
