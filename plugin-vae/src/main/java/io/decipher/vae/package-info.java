// SPDX-License-Identifier: Apache-2.0
/** The variational autoencoder and its family: models and providers. */
package io.decipher.vae;
