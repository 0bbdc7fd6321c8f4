// SPDX-License-Identifier: Apache-2.0
/** What the jobs found and measured: the values that a program reads once a job has ended. */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.runtime.report;

import org.apiguardian.api.API;
