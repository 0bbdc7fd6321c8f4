// SPDX-License-Identifier: Apache-2.0
/** Tables in Parquet, read and written by DuckDB. */
package io.decipher.parquet;
