// SPDX-License-Identifier: Apache-2.0
/** Data sets of text tables in common formats. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.tables;

import org.apiguardian.api.API;
