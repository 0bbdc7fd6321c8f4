// SPDX-License-Identifier: Apache-2.0
/** The services through which {@link io.decipher.api.Plugins} finds plugins. */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.api.spi;

import org.apiguardian.api.API;
