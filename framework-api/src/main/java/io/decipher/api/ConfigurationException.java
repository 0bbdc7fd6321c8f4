// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when a configuration is invalid. It reports all problems at once, each with its location.
 */
public final class ConfigurationException extends DecipherException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /** Creates an exception that reports the given problems, one line each. */
  public ConfigurationException(List<String> problems) {
    super(describe(problems));
    this.problems = List.copyOf(problems);
  }

  /** Returns the problems, in the order in which they were found. */
  public List<String> problems() {
    return problems;
  }

  private static String describe(List<String> problems) {
    return problems.size() == 1
        ? problems.get(0)
        : problems.stream()
            .map(problem -> "  - " + problem)
            .collect(Collectors.joining("\n", problems.size() + " problems:\n", ""));
  }
}
