// SPDX-License-Identifier: Apache-2.0
/** Weights and checkpoints on disk. */
package io.decipher.djl.store;
