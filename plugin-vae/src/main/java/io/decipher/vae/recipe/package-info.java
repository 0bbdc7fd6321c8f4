// SPDX-License-Identifier: Apache-2.0
/** The recipe of a model of the family: immutable, validated records bound from a configuration. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.vae.recipe;

import org.apiguardian.api.API;
