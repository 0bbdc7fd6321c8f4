// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/** Suggests what a person may have meant by an unknown name. */
final class Suggestions {
  private Suggestions() {}

  /** Returns {@code "; did you mean 'x'?"}, or the list of known names if none is similar. */
  static String suggest(String unknown, Collection<String> known) {
    return nearest(unknown, known)
        .map(name -> "; did you mean '" + name + "'?")
        .orElseGet(
            () ->
                known.isEmpty()
                    ? "; none is known"
                    : known.stream().sorted().collect(Collectors.joining(", ", "; known: ", "")));
  }

  static Optional<String> nearest(String unknown, Collection<String> known) {
    return known.stream()
        .filter(name -> distance(unknown, name) <= Math.max(2, name.length() / 3))
        .min(
            Comparator.<String>comparingInt(name -> distance(unknown, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Optimal string alignment distance: insertions, deletions, substitutions and transpositions. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
