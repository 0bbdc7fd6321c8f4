// SPDX-License-Identifier: Apache-2.0
/** A minimal example of a data set plugin. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.examples;

import org.apiguardian.api.API;
