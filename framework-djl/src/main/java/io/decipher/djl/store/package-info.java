/** Weights and checkpoints on disk. */
package io.decipher.djl.store;
