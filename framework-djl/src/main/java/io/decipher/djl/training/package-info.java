// SPDX-License-Identifier: Apache-2.0
/** The training loop: batches, steps, epochs, checkpoints. */
package io.decipher.djl.training;
