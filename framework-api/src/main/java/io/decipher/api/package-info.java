// SPDX-License-Identifier: Apache-2.0
/**
 * Value types exchanged between plugins, interfaces that plugins implement, and their
 * configuration.
 */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.api;

import org.apiguardian.api.API;
