// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The capability of a cluster model to report the classes found for every minimum cluster size,
 * which shows how sensitive the result is to that setting.
 */
public interface Resolutions {
  /** Returns the result for each minimum cluster size; all other settings remain. */
  Sweep sweep();
}
