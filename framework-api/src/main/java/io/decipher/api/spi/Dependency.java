// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.Settings;
import java.util.List;

/**
 * Settings that have an effect only where another has certain values, such as the amount of a noise
 * that is switched off. A run warns of a setting that was changed and has no effect.
 *
 * @param keys the settings, with dots where they stand in blocks; of a block, all in it
 * @param on the setting they depend on; of a block with presets, its {@code type}
 * @param values values of that one as a configuration writes them, {@code null} among them; numbers
 *     are compared as numbers
 * @param needed whether it must have one of the values, or must have none of them
 */
public record Dependency(List<String> keys, String on, List<String> values, boolean needed) {
  /** Copies the lists. */
  public Dependency {
    keys = List.copyOf(keys);
    values = List.copyOf(values);
  }

  /** Returns that some settings have no effect while another has a value. */
  public static Dependency off(String on, String value, String... keys) {
    return new Dependency(List.of(keys), on, List.of(value), false);
  }

  /** Returns that some settings have no effect unless another has one of some values. */
  public static Dependency only(String on, List<String> values, String... keys) {
    return new Dependency(List.of(keys), on, values, true);
  }

  /** Returns whether the settings have an effect in a block with its defaults filled in. */
  public boolean holds(Settings block) {
    String value = value(block, on);
    return values.stream().anyMatch(each -> same(each, value)) == needed;
  }

  /** Returns a value as text: of a block its type, {@code null} if there is none. */
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

  /** Returns why they have no effect, e.g. {@code "as corruption.kind is none"}. */
  public String reason(Settings block) {
    return "as "
        + (block.path().isEmpty() ? "" : block.path() + ".")
        + on
        + " is "
        + value(block, on);
  }
}
