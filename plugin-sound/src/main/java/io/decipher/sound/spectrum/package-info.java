// SPDX-License-Identifier: Apache-2.0
/** Sound spectra and spectrograms. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.sound.spectrum;

import org.apiguardian.api.API;
