// SPDX-License-Identifier: Apache-2.0
/** HTTP server on the loopback address. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.report.http;

import org.apiguardian.api.API;
