// SPDX-License-Identifier: Apache-2.0
/**
 * The jobs, for programs that embed them and for the command line; their results are in {@link
 * io.decipher.runtime.report}.
 */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.runtime;

import org.apiguardian.api.API;
