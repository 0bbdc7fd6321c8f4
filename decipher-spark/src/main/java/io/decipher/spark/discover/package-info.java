// SPDX-License-Identifier: Apache-2.0
/** HDBSCAN* of points that are spread over executors. */
@NullMarked
@API(status = API.Status.INTERNAL)
package io.decipher.spark.discover;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
