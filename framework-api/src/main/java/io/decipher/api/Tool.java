// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A job of its own that a plugin brings along: it takes a file or a folder, and writes files for a
 * person to look at, before anything is learned or after. On the command line it is a command of
 * its provider's name.
 */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface Tool {
  /**
   * Does the job.
   *
   * @param input what to work on
   * @param output where files go; is made if need be
   * @param run for progress and cancellation
   * @return what was done, a line each, for people
   * @throws DecipherException if it cannot be done, with where, what was found and what to do
   */
  List<String> run(Path input, Path output, RunContext run);
}
