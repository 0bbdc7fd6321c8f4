// SPDX-License-Identifier: Apache-2.0
/** What a generative adversarial network is made of, bound from a configuration. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.gan.recipe;

import org.apiguardian.api.API;
