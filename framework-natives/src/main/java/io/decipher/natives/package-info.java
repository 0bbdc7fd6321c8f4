// SPDX-License-Identifier: Apache-2.0
/**
 * Native libraries of engines and drivers: unpacked from their jars into a cache that nobody but
 * this user can write to, and compared with what they must be each time before they are loaded.
 */
@API(status = API.Status.INTERNAL, since = "0.1.0")
package io.decipher.natives;

import org.apiguardian.api.API;
