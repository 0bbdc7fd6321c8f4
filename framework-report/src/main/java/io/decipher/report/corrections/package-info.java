// SPDX-License-Identifier: Apache-2.0
/**
 * Corrections that a person makes to the classes found by a run: a journal, and the resulting
 * classes.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.report.corrections;

import org.apiguardian.api.API;
