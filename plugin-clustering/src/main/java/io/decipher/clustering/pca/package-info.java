// SPDX-License-Identifier: Apache-2.0
/** Principal component analysis, as a projector. */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.clustering.pca;

import org.apiguardian.api.API;
