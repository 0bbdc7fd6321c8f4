// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Finds classes of points that are spread over executors. */
@Command(name = "discover", mixinStandardHelpOptions = true)
final class DiscoverCommand implements Callable<Integer> {
  DiscoverCommand() {}

  @Override
  public Integer call() {
    return 0;
  }
}
