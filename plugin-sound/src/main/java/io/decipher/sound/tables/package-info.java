// SPDX-License-Identifier: Apache-2.0
/** Tables of recorded units in the formats of other programs: Raven, Audacity, Praat and CSV. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.sound.tables;

import org.apiguardian.api.API;
