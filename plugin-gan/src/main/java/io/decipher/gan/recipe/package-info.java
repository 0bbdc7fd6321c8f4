// SPDX-License-Identifier: Apache-2.0
/** The recipe of a generative adversarial network, bound from a configuration. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.gan.recipe;

import org.apiguardian.api.API;
