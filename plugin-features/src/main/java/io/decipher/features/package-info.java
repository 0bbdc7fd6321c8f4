// SPDX-License-Identifier: Apache-2.0
/** Oriented gradients, pixels and deskewing, in plain Java. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.features;

import org.apiguardian.api.API;
