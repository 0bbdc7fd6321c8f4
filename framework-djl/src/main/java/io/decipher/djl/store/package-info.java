// SPDX-License-Identifier: Apache-2.0
/** Weights and checkpoints on disk. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.djl.store;

import org.apiguardian.api.API;
