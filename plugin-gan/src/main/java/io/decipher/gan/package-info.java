// SPDX-License-Identifier: Apache-2.0
/** Generative adversarial networks: models and providers. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.gan;

import org.apiguardian.api.API;
