// SPDX-License-Identifier: Apache-2.0
/** HDBSCAN*: classes as the regions whose density lasts longest, and how valid they are. */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.clustering.hdbscan;

import org.apiguardian.api.API;
