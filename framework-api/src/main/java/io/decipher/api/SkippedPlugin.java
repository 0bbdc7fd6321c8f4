// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.Optional;

/**
 * A plugin that was found but cannot be used.
 *
 * @param jar the jar or the folder, or the class if neither is known
 * @param reason why, in one line
 * @param remedy what to do, in one line
 * @param cause the exception; empty if there was none
 */
public record SkippedPlugin(String jar, String reason, String remedy, Optional<Throwable> cause) {
  static SkippedPlugin of(String jar, String reason, String remedy) {
    return new SkippedPlugin(jar, reason, remedy, Optional.empty());
  }

  static SkippedPlugin of(String jar, String reason, String remedy, Throwable cause) {
    return new SkippedPlugin(jar, reason, remedy, Optional.of(cause));
  }

  @Override
  public String toString() {
    return jar + " is skipped: " + reason + "; " + remedy;
  }
}
