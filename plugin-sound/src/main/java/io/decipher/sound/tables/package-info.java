// SPDX-License-Identifier: Apache-2.0
/**
 * Tables of the units of recordings, as other programs read and write them: Raven, Audacity, Praat
 * and CSV.
 */
package io.decipher.sound.tables;
