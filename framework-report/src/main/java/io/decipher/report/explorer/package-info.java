// SPDX-License-Identifier: Apache-2.0
/** A live page of a run, served on this machine only. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.report.explorer;

import org.apiguardian.api.API;
