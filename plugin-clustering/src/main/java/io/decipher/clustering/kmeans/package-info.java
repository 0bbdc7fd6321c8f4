// SPDX-License-Identifier: Apache-2.0
/** K-means clustering. */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.clustering.kmeans;

import org.apiguardian.api.API;
