// SPDX-License-Identifier: Apache-2.0
/** The variational autoencoder and its family: models and providers. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.vae;

import org.apiguardian.api.API;
