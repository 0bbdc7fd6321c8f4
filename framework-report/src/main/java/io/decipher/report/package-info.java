// SPDX-License-Identifier: Apache-2.0
/** The results of a run as data for a page, and that page in a single file. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.report;

import org.apiguardian.api.API;
