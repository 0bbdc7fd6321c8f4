// SPDX-License-Identifier: Apache-2.0
/** Engine set-up, named weights in an engine's memory, and code common to models. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.djl;

import org.apiguardian.api.API;
