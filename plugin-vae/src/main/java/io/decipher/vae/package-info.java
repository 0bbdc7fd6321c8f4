/** The variational autoencoder and its family: models and providers. */
package io.decipher.vae;
