// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Resolves relative paths against the file that contains them. A text's origin is the file in which
 * it appears; once the text is relative to the working directory, it gets a different kind of
 * origin with the same line.
 */
final class LocatedPaths {
  /** {@code my.conf: 3}, or {@code my.conf: 3-5} for a value that spans several lines. */
  private static final Pattern PLACE =
      Pattern.compile("(?:merge of )?(.+?): (\\d+)(?:-\\d+)?(?:,.*)?");

  private LocatedPaths() {}

  /**
   * Records the file in which each text appears.
   *
   * @param all the settings read
   * @param file the file, as named by a person
   * @param folder its folder with links resolved, which contains the files that it includes
   */
  static Settings mark(Settings all, Path file, Path folder) {
    return new Settings("", "", (ConfigObject) mark(all.root(), file, folder));
  }

  private static ConfigValue mark(ConfigValue value, Path file, Path folder) {
    if (value instanceof ConfigObject block) {
      ConfigObject marked = block;
      for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
        ConfigValue inner = mark(entry.getValue(), file, folder);
        if (inner != entry.getValue()) {
          marked = marked.withValue(entry.getKey(), inner);
        }
      }
      return marked;
    }
    if (value instanceof ConfigList list) {
      List<ConfigValue> marked = new ArrayList<>();
      list.forEach(item -> marked.add(mark(item, file, folder)));
      return ConfigValueFactory.fromIterable(marked).withOrigin(list.origin());
    }
    ConfigOrigin origin = value.origin();
    Matcher place = PLACE.matcher(origin.description());
    if (value.valueType() != ConfigValueType.STRING
        || EnvironmentReferences.isMarked(origin)
        || !place.matches()) {
      return value;
    }
    String named = named(place.group(1), file, folder);
    return value.withOrigin(
        ConfigOriginFactory.newFile(named)
            .withLineNumber(Integer.parseInt(place.group(2)))
            .withComments(origin.comments()));
  }

  /** Included files have absolute paths; makes them relative if the including file was named so. */
  private static String named(String origin, Path file, Path folder) {
    Path parent = file.getParent();
    Path included = Path.of(origin);
    if (!included.isAbsolute() || file.isAbsolute() || !included.startsWith(folder)) {
      return origin;
    }
    Path below = folder.relativize(included);
    return (parent == null ? below : parent.resolve(below)).toString();
  }

  /** Returns whether a block contains a text from a file in another folder. */
  static boolean isLocated(ConfigValue value) {
    if (value instanceof ConfigObject block) {
      return block.values().stream().anyMatch(LocatedPaths::isLocated);
    }
    if (value instanceof ConfigList list) {
      return list.stream().anyMatch(LocatedPaths::isLocated);
    }
    return folder(value.origin()) != null;
  }

  private static @Nullable Path folder(ConfigOrigin origin) {
    String file = origin.filename();
    return file == null ? null : Path.of(file).getParent();
  }

  /** Returns the path that a text names, relative to the working directory or absolute. */
  static Path path(String text, ConfigOrigin origin) {
    Path path = Path.of(text);
    Path folder = folder(origin);
    return folder == null || text.isEmpty() ? path : folder.resolve(path).normalize();
  }

  /**
   * Returns a value whose paths are relative to the working directory.
   *
   * @param path the path of the value in the configuration
   * @param places the configuration paths at which file paths occur
   */
  static ConfigValue located(String path, ConfigValue value, Set<String> places) {
    if (value instanceof ConfigObject block) {
      ConfigObject located = block;
      for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
        located =
            located.withValue(
                entry.getKey(),
                located(Settings.join(path, entry.getKey()), entry.getValue(), places));
      }
      return located;
    }
    if (value instanceof ConfigList list) {
      List<ConfigValue> located = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        located.add(located(path + "[" + i + "]", list.get(i), places));
      }
      return ConfigValueFactory.fromIterable(located).withOrigin(list.origin());
    }
    if (!places.contains(path) || folder(value.origin()) == null) {
      return value;
    }
    try {
      Path file = path(String.valueOf(value.unwrapped()), value.origin());
      ConfigOrigin origin = value.origin();
      return ConfigValueFactory.fromAnyRef(file.toString())
          .withOrigin(
              ConfigOriginFactory.newSimple(String.valueOf(origin.filename()))
                  .withLineNumber(origin.lineNumber())
                  .withComments(origin.comments()));
    } catch (InvalidPathException e) {
      return value; // reported when it is bound
    }
  }
}
