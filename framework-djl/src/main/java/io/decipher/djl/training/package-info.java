/** The training loop: batches, steps, epochs, checkpoints. */
package io.decipher.djl.training;
