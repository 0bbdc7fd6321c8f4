// SPDX-License-Identifier: Apache-2.0
/** Nearest neighbours, principal components, scaling and parallel loops, in plain Java. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.numerics;

import org.apiguardian.api.API;
