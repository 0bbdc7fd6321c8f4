// SPDX-License-Identifier: Apache-2.0
/** Data sets in IDX format, the format of MNIST. */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.mnist;

import org.apiguardian.api.API;
