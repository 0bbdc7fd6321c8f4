// SPDX-License-Identifier: Apache-2.0
/** Energy-based detection of units in recordings. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.sound.segment;

import org.apiguardian.api.API;
