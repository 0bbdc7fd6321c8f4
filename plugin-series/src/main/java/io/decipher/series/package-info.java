// SPDX-License-Identifier: Apache-2.0
/** Data sets of time series, one per file or cut from long logs, and their features. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.series;

import org.apiguardian.api.API;
