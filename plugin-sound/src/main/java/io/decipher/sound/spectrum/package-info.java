/** Spectra of sound and pictures of them. */
package io.decipher.sound.spectrum;
