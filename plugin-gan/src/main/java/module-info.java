// SPDX-License-Identifier: Apache-2.0
/**
 * Generative adversarial networks: DCGAN and its variants, which generate new samples of each
 * class.
 */
@org.jspecify.annotations.NullMarked
module io.decipher.gan {
  requires static transitive org.jspecify;
  requires transitive io.decipher.api;
  requires io.decipher.numerics;
  requires transitive io.decipher.djl; // Optimization is a setting

  exports io.decipher.gan;
  exports io.decipher.gan.recipe;

  provides io.decipher.api.spi.GenerativeModelProvider with
      io.decipher.gan.DcganProvider;
}
