// SPDX-License-Identifier: Apache-2.0
/** What a run found, as data for a page, and that page in one file. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.report;

import org.apiguardian.api.API;
