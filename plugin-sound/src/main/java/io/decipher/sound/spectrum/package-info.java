// SPDX-License-Identifier: Apache-2.0
/** Spectra of sound and pictures of them. */
package io.decipher.sound.spectrum;
