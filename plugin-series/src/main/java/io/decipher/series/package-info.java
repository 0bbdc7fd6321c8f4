// SPDX-License-Identifier: Apache-2.0
/** Series of numbers, a file each or cut from long logs, as samples; and features of them. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.series;

import org.apiguardian.api.API;
