// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.GenerativeModel;

/** Provides generative models; {@link #yields} is a {@link io.decipher.api.TrainedModel}. */
public non-sealed interface GenerativeModelProvider extends Provider<GenerativeModel> {}
