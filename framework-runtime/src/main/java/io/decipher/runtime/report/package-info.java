// SPDX-License-Identifier: Apache-2.0
/** The results of jobs, for programs. */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.runtime.report;

import org.apiguardian.api.API;
