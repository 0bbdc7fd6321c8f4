// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The capability of a cluster model to say what it would find at every smallest class size, so that
 * one who has no idea of the right size can see how much depends on it.
 */
public interface Resolutions {
  /** Returns what is found at each smallest class size; all other settings stay. */
  Sweep sweep();
}
