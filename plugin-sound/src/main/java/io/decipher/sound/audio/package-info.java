// SPDX-License-Identifier: Apache-2.0
/** Recordings, decoded as a stream: never more in memory than a block. */
package io.decipher.sound.audio;
