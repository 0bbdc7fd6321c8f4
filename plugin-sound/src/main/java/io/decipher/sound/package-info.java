/** Recordings as data sets of spectrograms, and cepstral features of them. */
package io.decipher.sound;
