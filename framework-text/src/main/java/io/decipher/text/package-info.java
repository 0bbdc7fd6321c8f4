// SPDX-License-Identifier: Apache-2.0
/** Tables in text, read as people write them, for plugins that read samples or of samples. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.text;

import org.apiguardian.api.API;
