// SPDX-License-Identifier: Apache-2.0
/** Recordings as data sets of spectrograms, and their cepstral features. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.sound;

import org.apiguardian.api.API;
