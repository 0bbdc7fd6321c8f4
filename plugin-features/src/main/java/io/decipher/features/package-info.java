// SPDX-License-Identifier: Apache-2.0
/** Oriented gradients, pixels and straightening, in plain Java. */
package io.decipher.features;
