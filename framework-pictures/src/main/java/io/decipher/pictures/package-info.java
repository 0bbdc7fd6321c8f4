/** Pictures of samples, points and cluster trees, drawn without a display or a font. */
package io.decipher.pictures;
