// SPDX-License-Identifier: Apache-2.0
/**
 * HDBSCAN*, which finds classes as the regions of most persistent density, and measures of
 * clustering validity.
 */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.clustering.hdbscan;

import org.apiguardian.api.API;
