// SPDX-License-Identifier: Apache-2.0
/** Saved arrays and the memory left; not exported. */
package io.decipher.clustering.internal.common;
