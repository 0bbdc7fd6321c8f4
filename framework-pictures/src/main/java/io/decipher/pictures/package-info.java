// SPDX-License-Identifier: Apache-2.0
/** Pictures of samples, points and cluster trees, drawn without a display or a font. */
package io.decipher.pictures;
