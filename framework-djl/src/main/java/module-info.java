// SPDX-License-Identifier: Apache-2.0
/** Shared code of plugins built on DJL: engine set-up, layers, training, weights on disk. */
@org.jspecify.annotations.NullMarked
module io.decipher.djl {
  requires static transitive org.jspecify;
  requires transitive io.decipher.api;
  requires io.decipher.natives;
  requires transitive ai.djl.api;
  requires com.sun.jna;
  // DJL is an automatic module and does not require explicit modules.
  requires com.google.gson;
  requires org.slf4j;

  exports io.decipher.djl;
  exports io.decipher.djl.layer;
  exports io.decipher.djl.optim;
  exports io.decipher.djl.store;
  exports io.decipher.djl.training;
}
