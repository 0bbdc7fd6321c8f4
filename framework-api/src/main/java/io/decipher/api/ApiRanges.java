// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Version;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The versions that a plugin supports: one general range, and ranges for single extension points,
 * as in {@code Decipher-API: [0.1,0.2); clusterer [0.1,0.3)}.
 *
 * @param all the range of every extension point that is not listed; null if those accept any
 *     version
 * @param single the ranges of single extension points
 */
record ApiRanges(@Nullable ApiRange all, Map<PluginKind, ApiRange> single) {
  private static final Pattern PART = Pattern.compile("(?:([a-z]+)\\s*)?(\\[.*\\))");

  static ApiRanges of(ApiRange all) {
    return new ApiRanges(all, Map.of());
  }

  /**
   * Parses ranges.
   *
   * @throws IllegalArgumentException if the text does not contain ranges of versions, or names an
   *     unknown extension point
   */
  static ApiRanges parse(String text) {
    ApiRange all = null;
    Map<PluginKind, ApiRange> single = new EnumMap<>(PluginKind.class);
    for (String part : text.split(";", -1)) {
      Matcher parts = PART.matcher(part.strip());
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a range of versions such as [0.1,0.2)");
      }
      ApiRange range = ApiRange.parse(parts.group(2));
      if (parts.group(1) == null) {
        all = range;
      } else {
        single.put(kind(parts.group(1)), range);
      }
    }
    return new ApiRanges(all, single);
  }

  private static PluginKind kind(String title) {
    return Arrays.stream(PluginKind.values())
        .filter(kind -> kind.title().equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + title
                        + "' is not an extension point"
                        + Suggestions.suggest(
                            title,
                            Arrays.stream(PluginKind.values()).map(PluginKind::title).toList())));
  }

  /** Returns the range of an extension point; empty if it accepts any version. */
  Optional<ApiRange> of(PluginKind kind) {
    return Optional.ofNullable(single.getOrDefault(kind, all));
  }

  /** Returns the extension points that a module implements but whose range excludes the version. */
  List<PluginKind> refused(ModuleDescriptor module, Version version) {
    return kinds(module).stream()
        .filter(kind -> of(kind).filter(range -> !range.contains(version)).isPresent())
        .toList();
  }

  static List<PluginKind> kinds(ModuleDescriptor module) {
    return Arrays.stream(PluginKind.values())
        .filter(
            kind ->
                module.provides().stream()
                    .anyMatch(one -> one.service().equals(kind.service().getName())))
        .toList();
  }

  @Override
  public String toString() {
    String others =
        single.entrySet().stream()
            .map(entry -> entry.getKey().title() + " " + entry.getValue())
            .collect(Collectors.joining("; "));
    return all == null ? others : others.isEmpty() ? all.toString() : all + "; " + others;
  }
}
