// SPDX-License-Identifier: Apache-2.0
/** Saved arrays and available memory; not exported. */
package io.decipher.clustering.internal.common;
