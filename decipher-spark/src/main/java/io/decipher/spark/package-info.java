// SPDX-License-Identifier: Apache-2.0
/** Decipher on Apache Spark: a saved run assigns data frames, and classes of points are found. */
@NullMarked
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.spark;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
