// SPDX-License-Identifier: Apache-2.0
/** Neighbours, principal components, scaling and parallel loops, in plain Java. */
package io.decipher.numerics;
