// SPDX-License-Identifier: Apache-2.0
/** What goes on in an executor when a saved run assigns samples. */
@NullMarked
@API(status = API.Status.INTERNAL)
package io.decipher.spark.assign;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
