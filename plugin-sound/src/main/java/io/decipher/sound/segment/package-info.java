// SPDX-License-Identifier: Apache-2.0
/** Units found in recordings by their energy. */
package io.decipher.sound.segment;
