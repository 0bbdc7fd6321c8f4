// SPDX-License-Identifier: Apache-2.0
/** Optimizers, learning rate schedules and moving averages of weights. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.djl.optim;

import org.apiguardian.api.API;
