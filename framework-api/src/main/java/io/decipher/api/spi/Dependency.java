// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.Settings;
import java.util.List;

/**
 * Settings that have an effect only for certain values of another one, such as the amount of a
 * noise that is disabled. A run warns if such a setting was changed without effect.
 *
 * @param keys the settings, with dots if they are in inner blocks; a block stands for all its
 *     settings
 * @param on the setting that they depend on; for a block with presets, its {@code type}
 * @param values values of that setting as written in a configuration, including {@code null};
 *     numbers are compared numerically
 * @param needed whether that setting must have one of the values, or none of them
 */
public record Dependency(List<String> keys, String on, List<String> values, boolean needed) {
  /** Copies the lists. */
  public Dependency {
    keys = List.copyOf(keys);
    values = List.copyOf(values);
  }

  /** Returns that settings have no effect while another one has a given value. */
  public static Dependency off(String on, String value, String... keys) {
    return new Dependency(List.of(keys), on, List.of(value), false);
  }

  /** Returns that settings have no effect unless another one has one of the given values. */
  public static Dependency only(String on, List<String> values, String... keys) {
    return new Dependency(List.of(keys), on, values, true);
  }

  /** Returns whether the settings have an effect in a block with its defaults filled in. */
  public boolean holds(Settings block) {
    String value = value(block, on);
    return values.stream().anyMatch(each -> same(each, value)) == needed;
  }

  /** Returns a value as text; for a block its type, {@code null} if there is none. */
  static String value(Settings block, String key) {
    int dot = key.lastIndexOf('.');
    Settings inner = dot < 0 ? block : block.at(key.substring(0, dot));
    String last = key.substring(dot + 1);
    return inner
        .text(last)
        .orElseGet(() -> inner.has(last) ? inner.at(last).type().orElse("null") : "null");
  }

  private static boolean same(String expected, String found) {
    if (expected.equals(found)) {
      return true;
    }
    try {
      return Double.parseDouble(expected) == Double.parseDouble(found);
    } catch (NumberFormatException notNumbers) {
      return false;
    }
  }

  /** Returns why the settings have no effect, e.g. {@code "as corruption.kind is none"}. */
  public String reason(Settings block) {
    return "as "
        + (block.path().isEmpty() ? "" : block.path() + ".")
        + on
        + " is "
        + value(block, on);
  }
}
