// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * Points laid out in few dimensions. One that can place new points too is an {@link
 * OutOfSampleProjection}.
 */
public interface Projection {
  /** Returns where each point was put, (n x dimensions). */
  FloatMatrix points();
}
