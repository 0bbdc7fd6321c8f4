/** The variational autoencoder: its recipe, its provider, and what training yields. */
package io.decipher.vae;
