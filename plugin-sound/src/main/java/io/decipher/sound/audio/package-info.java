// SPDX-License-Identifier: Apache-2.0
/** Recordings, decoded as a stream: never more in memory than a block. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.sound.audio;

import org.apiguardian.api.API;
