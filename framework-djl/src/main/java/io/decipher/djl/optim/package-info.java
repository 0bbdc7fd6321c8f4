// SPDX-License-Identifier: Apache-2.0
/** What moves weights: optimizers, learning rate schedules, moving averages. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.djl.optim;

import org.apiguardian.api.API;
