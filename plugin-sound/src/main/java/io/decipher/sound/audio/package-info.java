/** Recordings, decoded as a stream: never more in memory than a block. */
package io.decipher.sound.audio;
