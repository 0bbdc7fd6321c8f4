// SPDX-License-Identifier: Apache-2.0
/** Inner loops in explicit vector instructions. */
package io.decipher.vector;
