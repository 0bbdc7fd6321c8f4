// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.lang.module.ModuleDescriptor.Version;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A half-open range of versions of this API in the notation of Maven and OSGi, such as {@code
 * [0.1,0.2)}. A snapshot version is treated as its release.
 */
record ApiRange(Version from, Version below) {
  /** The attribute of a jar's manifest that contains the range. */
  static final String ATTRIBUTE = "Decipher-API";

  private static final Pattern RANGE =
      Pattern.compile("\\[\\s*(\\d[^,\\s]*)\\s*,\\s*(\\d[^)\\s]*)\\s*\\)");
  private static final Pattern NUMBERS = Pattern.compile("(\\d+)(?:\\.(\\d+))?.*");

  /**
   * Parses a range.
   *
   * @throws IllegalArgumentException if the text is not a range of versions
   */
  static ApiRange parse(String text) {
    Matcher parts = RANGE.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a range of versions such as [0.1,0.2)");
    }
    return new ApiRange(release(parts.group(1)), release(parts.group(2)));
  }

  /**
   * Returns the range of versions with which a plugin compiled against the given version is
   * compatible: from that version up to the next one that may break it, which is the next minor
   * version before 1.0 and the next major version from 1.0 on. Empty if the version does not begin
   * with a number.
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
