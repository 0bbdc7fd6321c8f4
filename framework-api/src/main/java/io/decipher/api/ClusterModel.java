// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** What a {@link Clusterer} found; see {@link Hierarchy} and {@link OutlierScores} for more. */
public interface ClusterModel {
  /** Returns the class and the strength of membership of each point fitted. */
  FoundClasses classes();
}
