// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import picocli.CommandLine.Option;

/** The port of a command that serves until it is terminated. */
final class PortOption {
  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port to listen on (default: any free port).")
  private int port;

  PortOption() {}

  int port() {
    return port;
  }
}
