// SPDX-License-Identifier: Apache-2.0
/** The identity projection. */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.clustering.identity;

import org.apiguardian.api.API;
