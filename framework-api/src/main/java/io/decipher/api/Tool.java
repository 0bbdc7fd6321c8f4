// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A standalone job provided by a plugin: it reads a file or a folder, and writes files for
 * inspection by people, before or after learning. Its provider's name is its command on the command
 * line.
 */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface Tool {
  /**
   * Runs the job.
   *
   * @param input the file or folder to work on
   * @param output the output directory; created if necessary
   * @param run provides progress and cancellation
   * @return what was done, for people, one line each
   * @throws DecipherException if it cannot be done, with where, what was found and what to do
   */
  List<String> run(Path input, Path output, RunContext run);
}
