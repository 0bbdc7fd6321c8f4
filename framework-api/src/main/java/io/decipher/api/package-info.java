// SPDX-License-Identifier: Apache-2.0
/** Values that pass between plugins, the interfaces plugins implement, and how they are set up. */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.api;

import org.apiguardian.api.API;
