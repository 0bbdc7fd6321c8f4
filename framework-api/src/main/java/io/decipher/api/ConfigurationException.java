// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.List;
import java.util.stream.Collectors;

/** What is wrong with a configuration: all of it at once, each problem with its place. */
public final class ConfigurationException extends DecipherException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /** Makes one of problems, each a line for people. */
  public ConfigurationException(List<String> problems) {
    super(describe(problems));
    this.problems = List.copyOf(problems);
  }

  /** Returns the problems, in the order they were found. */
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
