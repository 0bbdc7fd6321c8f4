// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.lang.module.ModuleDescriptor.Version;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Versions of this API, from one that counts to one that does not, as Maven and OSGi write it:
 * {@code [0.1,0.2)}. A snapshot counts as its release.
 */
record ApiRange(Version from, Version below) {
  /** The attribute of a jar's manifest that holds the range. */
  static final String ATTRIBUTE = "Decipher-API";

  private static final Pattern RANGE =
      Pattern.compile("\\[\\s*(\\d[^,\\s]*)\\s*,\\s*(\\d[^)\\s]*)\\s*\\)");
  private static final Pattern NUMBERS = Pattern.compile("(\\d+)(?:\\.(\\d+))?.*");

  /**
   * Reads a range.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ApiRange parse(String text) {
    Matcher parts = RANGE.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no range of versions such as [0.1,0.2)");
    }
    return new ApiRange(release(parts.group(1)), release(parts.group(2)));
  }

  /**
   * Returns what a plugin that was compiled against a version may be used with: what is as new, up
   * to the next version that may break it (the next minor one before 1.0, then the next major one).
   */
  static Optional<ApiRange> compiledAgainst(Version version) {
    Matcher numbers = NUMBERS.matcher(version.toString());
    if (!numbers.matches()) {
      return Optional.empty();
    }
    int major = Integer.parseInt(numbers.group(1));
    int minor = numbers.group(2) == null ? 0 : Integer.parseInt(numbers.group(2));
    String next = major == 0 ? "0." + (minor + 1) : String.valueOf(major + 1);
    return Optional.of(new ApiRange(release(version.toString()), Version.parse(next)));
  }

  boolean contains(Version version) {
    Version release = release(version.toString());
    return release.compareTo(from) >= 0 && release.compareTo(below) < 0;
  }

  private static Version release(String version) {
    return Version.parse(version.replaceFirst("-.*", ""));
  }

  @Override
  public String toString() {
    return "[" + from + "," + below + ")";
  }
}
