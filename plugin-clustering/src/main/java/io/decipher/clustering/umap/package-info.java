// SPDX-License-Identifier: Apache-2.0
/** UMAP embeddings, which keep near points near. */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.clustering.umap;

import org.apiguardian.api.API;
