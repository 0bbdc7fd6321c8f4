// SPDX-License-Identifier: Apache-2.0
/**
 * Decipher on Apache Spark: assigns data frames to the classes of a saved run, and finds classes of
 * points.
 */
@NullMarked
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.spark;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
