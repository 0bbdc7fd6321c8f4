// SPDX-License-Identifier: Apache-2.0
/**
 * Layers of nets: descriptions without state, whose numbers are in {@link
 * io.decipher.djl.Parameters}.
 */
package io.decipher.djl.layer;
