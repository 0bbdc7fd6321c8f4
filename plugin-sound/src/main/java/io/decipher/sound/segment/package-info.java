/** Units found in recordings by their energy. */
package io.decipher.sound.segment;
