// SPDX-License-Identifier: Apache-2.0
/**
 * Wires the plugins named by a configuration and runs the jobs: discovery, generation, recognition,
 * clustering, judging.
 */
@org.jspecify.annotations.NullMarked
module io.decipher.runtime {
  requires transitive io.decipher.api;
  requires io.decipher.numerics;
  requires io.decipher.text;
  requires com.google.guice;
  requires com.google.common; // Guice is an automatic module and does not require it
  requires com.google.gson;
  requires static java.desktop; // for reading PNG, if it is present
  requires java.management;
  requires jakarta.inject; // Guice is an automatic module and does not require explicit modules

  exports io.decipher.runtime;
  exports io.decipher.runtime.report;

  uses io.decipher.api.spi.PictureWriter;

  opens io.decipher.runtime to
      io.decipher.api;
  opens io.decipher.runtime.internal.config to
      com.google.guice,
      io.decipher.api;
  opens io.decipher.runtime.internal.data to
      io.decipher.api;
  opens io.decipher.runtime.internal.store to
      io.decipher.api;
}
