// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * A low-dimensional embedding of points. One that can also place new points is an {@link
 * OutOfSampleProjection}.
 */
public interface Projection {
  /** Returns the position of each point, (n x dimensions). */
  FloatMatrix points();
}
