// SPDX-License-Identifier: Apache-2.0
/** Tables in Parquet, read and written by DuckDB. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.parquet;

import org.apiguardian.api.API;
