// SPDX-License-Identifier: Apache-2.0
/** Assignment of samples to the classes of a saved run, within an executor. */
@NullMarked
@API(status = API.Status.INTERNAL)
package io.decipher.spark.assign;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
