// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.Clusterer;

/** Provides clusterers; {@link #yields} is a {@link io.decipher.api.ClusterModel}. */
public non-sealed interface ClustererProvider extends Provider<Clusterer> {}
