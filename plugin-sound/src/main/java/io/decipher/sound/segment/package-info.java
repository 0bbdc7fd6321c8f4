// SPDX-License-Identifier: Apache-2.0
/** Detection of units in recordings by their energy. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.sound.segment;

import org.apiguardian.api.API;
