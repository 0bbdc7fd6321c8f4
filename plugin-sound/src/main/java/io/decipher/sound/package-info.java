// SPDX-License-Identifier: Apache-2.0
/** Recordings as data sets of spectrograms, and cepstral features of them. */
package io.decipher.sound;
