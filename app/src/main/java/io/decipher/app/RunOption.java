// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The run whose model a command uses, whichever command trained it. */
final class RunOption {
  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "RUN",
      description = "The run directory that `decipher train` or `decipher discover` wrote.")
  private Path directory;

  RunOption() {}

  Path directory() {
    return directory;
  }
}
