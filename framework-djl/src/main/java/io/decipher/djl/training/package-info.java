// SPDX-License-Identifier: Apache-2.0
/** The training loop: batches, steps, epochs, checkpoints. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.djl.training;

import org.apiguardian.api.API;
