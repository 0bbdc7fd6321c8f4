// SPDX-License-Identifier: Apache-2.0
/** Reads text tables in common formats, for plugins that read samples or metadata. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.text;

import org.apiguardian.api.API;
