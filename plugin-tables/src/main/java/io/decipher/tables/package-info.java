// SPDX-License-Identifier: Apache-2.0
/** Tables in text, read as people write them, as samples. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.tables;

import org.apiguardian.api.API;
