// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The result of a {@link Clusterer}; see {@link Hierarchy} and {@link OutlierScores} for optional
 * capabilities.
 */
public interface ClusterModel {
  /** Returns the class and the membership strength of each fitted point. */
  FoundClasses classes();
}
