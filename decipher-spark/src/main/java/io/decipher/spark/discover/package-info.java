// SPDX-License-Identifier: Apache-2.0
/** HDBSCAN* for points that are distributed over executors. */
@NullMarked
@API(status = API.Status.INTERNAL)
package io.decipher.spark.discover;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
