// SPDX-License-Identifier: Apache-2.0
/** Data sets in IDX format, the one of MNIST. */
package io.decipher.mnist;
