// SPDX-License-Identifier: Apache-2.0
/** Recordings as data sets of spectrograms, and cepstral features of them. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.sound;

import org.apiguardian.api.API;
