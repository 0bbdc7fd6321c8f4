// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.Projector;

/** Provides projectors; {@link #yields} is a {@link io.decipher.api.Projection}. */
public non-sealed interface ProjectorProvider extends Provider<Projector> {}
