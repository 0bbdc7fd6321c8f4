// SPDX-License-Identifier: Apache-2.0
/**
 * Layers of networks: stateless descriptions, whose values are in {@link
 * io.decipher.djl.Parameters}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.djl.layer;

import org.apiguardian.api.API;
