// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.DecipherException;
import java.util.ArrayList;
import java.util.List;

/** Collects problems with unusable input, or throws immediately in strict mode. */
final class Complaints {
  private static final int LISTED = 5;

  private final boolean strict;
  private final List<String> all = new ArrayList<>();

  Complaints(boolean strict) {
    this.strict = strict;
  }

  /**
   * Records a problem: the file, what is wrong and what was expected.
   *
   * @throws DecipherException with that message, in strict mode
   */
  synchronized void add(String line) {
    if (strict) {
      throw new DecipherException(line + "; leave it out, or set strict = false");
    }
    all.add(line);
  }

  /** Returns the problems as lines, truncated if there are many. */
  synchronized List<String> lines(String what) {
    if (all.isEmpty()) {
      return List.of();
    }
    List<String> sorted = all.stream().sorted().toList();
    List<String> lines = new ArrayList<>();
    lines.add(all.size() + " " + what + ":");
    sorted.stream().limit(LISTED).forEach(line -> lines.add("  " + line));
    if (sorted.size() > LISTED) {
      lines.add("  and " + (sorted.size() - LISTED) + " more");
    }
    return lines;
  }
}
