// SPDX-License-Identifier: Apache-2.0
/** The command line. Plugins are discovered at run time; none is named here. */
@org.jspecify.annotations.NullMarked
module io.decipher.app {
  requires com.google.gson;
  requires info.picocli;
  requires io.decipher.api;
  requires io.decipher.report;
  requires io.decipher.runtime;
  requires java.logging;
  requires jdk.httpserver;
  requires static org.jspecify;

  opens io.decipher.app to
      info.picocli,
      io.decipher.api;
}
