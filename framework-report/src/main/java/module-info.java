// SPDX-License-Identifier: Apache-2.0
/**
 * Report of a run as a single page that needs no network, and manual corrections to its classes.
 */
@org.jspecify.annotations.NullMarked
module io.decipher.report {
  requires transitive io.decipher.api; // part of exported types
  requires com.google.gson;
  requires io.decipher.numerics;
  requires java.desktop;
  requires java.logging;
  requires transitive jdk.httpserver; // requests to a server
  requires static org.jspecify;

  exports io.decipher.report;
  exports io.decipher.report.corrections;
  exports io.decipher.report.explorer;
  exports io.decipher.report.http;
}
