// SPDX-License-Identifier: Apache-2.0
/** What a person said of the classes that a run found: a journal, and the classes that follow. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.report.corrections;

import org.apiguardian.api.API;
