// SPDX-License-Identifier: Apache-2.0
/** A projector that leaves points where they are. */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.clustering.identity;

import org.apiguardian.api.API;
