// SPDX-License-Identifier: Apache-2.0
/**
 * Native libraries of engines and drivers: unpacked from their jars to a cache that only this user
 * can write to, and verified each time before they are loaded.
 */
@API(status = API.Status.INTERNAL, since = "0.1.0")
package io.decipher.natives;

import org.apiguardian.api.API;
