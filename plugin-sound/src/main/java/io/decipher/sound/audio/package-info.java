// SPDX-License-Identifier: Apache-2.0
/** Streaming decoders for recordings, with at most one block in memory. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.sound.audio;

import org.apiguardian.api.API;
