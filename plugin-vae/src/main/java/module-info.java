// SPDX-License-Identifier: Apache-2.0
/**
 * The variational autoencoder: it encodes, decodes, and generates new samples of each class found;
 * with a mixture prior it finds classes itself.
 */
@org.jspecify.annotations.NullMarked
module io.decipher.vae {
  requires static transitive org.jspecify;
  requires transitive io.decipher.api;
  requires io.decipher.numerics;
  requires transitive io.decipher.djl; // a recipe contains an Optimization

  exports io.decipher.vae;
  exports io.decipher.vae.recipe;

  provides io.decipher.api.spi.GenerativeModelProvider with
      io.decipher.vae.VaeProvider,
      io.decipher.vae.GmvaeProvider;
}
