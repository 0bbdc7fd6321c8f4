// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import picocli.CommandLine.Option;

/** Where a command listens that serves until it is ended. */
final class PortOption {
  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port to listen on; any that is free without it.")
  private int port;

  PortOption() {}

  int port() {
    return port;
  }
}
