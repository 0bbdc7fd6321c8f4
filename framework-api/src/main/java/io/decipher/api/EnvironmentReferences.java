// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Records which values of a configuration come from the environment, and by which expressions. When
 * a configuration is written out, the reference is written instead of the value, so secrets are not
 * copied.
 *
 * <p>A value obtained through such an expression carries it in its origin, {@code "my.conf: 3 (from
 * ${HOME}/data)"}, which travels with the value.
 */
final class EnvironmentReferences {
  /** The largest size to which substitutions may expand a configuration. */
  private static final long MOST_CHARACTERS = 16 << 20;

  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??([^}]*)}");
  private static final Pattern MARKED = Pattern.compile("(?s).* \\(from (.*\\$\\{.*)\\)");

  private final Map<String, ConfigValue> unresolved = new HashMap<>();
  private final Map<String, String> expressions = new HashMap<>();
  private final Map<String, Long> sizes = new HashMap<>();

  private EnvironmentReferences() {}

  /**
   * Analyses a configuration whose substitutions are unresolved.
   *
   * @throws ConfigException if resolving them would expand it beyond the limit
   */
  static EnvironmentReferences of(ConfigObject parsed) {
    EnvironmentReferences references = new EnvironmentReferences();
    references.collect("", parsed);
    for (Map.Entry<String, ConfigValue> entry : references.unresolved.entrySet()) {
      if (references.size(entry.getKey(), new HashSet<>()) > MOST_CHARACTERS) {
        throw new ConfigException.Generic(
            entry.getValue().origin().description()
                + ": "
                + entry.getKey()
                + ": substitutions would expand this to more than "
                + MOST_CHARACTERS
                + " characters");
      }
    }
    for (Map.Entry<String, ConfigValue> entry : references.unresolved.entrySet()) {
      String expression = render(entry.getValue());
      if (references.reachesOut(expression, new HashSet<>())) {
        references.expressions.put(entry.getKey(), expression);
      }
    }
    return references;
  }

  /** Returns whether the value of an origin came from the environment. */
  static boolean isMarked(ConfigOrigin origin) {
    return MARKED.matcher(origin.description()).matches();
  }

  private void collect(String path, ConfigObject object) {
    Set<String> keys;
    try {
      keys = object.keySet();
    } catch (ConfigException.NotResolved merged) {
      return; // blocks merged under ${…} are treated as one value
    }
    for (String key : keys) {
      ConfigValue value = object.get(key);
      String inner = Settings.join(path, key);
      unresolved.put(inner, value);
      if (value instanceof ConfigObject block) {
        collect(inner, block);
      }
    }
  }

  /** Returns the expanded length of a value in characters; stops counting above the limit. */
  private long size(String path, Set<String> under) {
    Long known = sizes.get(path);
    if (known != null) {
      return known;
    }
    ConfigValue value = unresolved.get(path);
    if (value == null || !under.add(path)) {
      return 0; // from the environment, or a cycle, which the library reports
    }
    String text = render(value);
    long size = text.length();
    Matcher matcher = SUBSTITUTION.matcher(text);
    while (matcher.find() && size <= MOST_CHARACTERS) {
      size += size(unquoted(matcher.group(1)), under);
    }
    under.remove(path);
    sizes.put(path, size);
    return size;
  }

  /**
   * Returns whether an expression refers, directly or indirectly, to something the file does not
   * define.
   */
  private boolean reachesOut(String expression, Set<String> seen) {
    Matcher matcher = SUBSTITUTION.matcher(expression);
    while (matcher.find()) {
      String path = unquoted(matcher.group(1));
      ConfigValue value = unresolved.get(path);
      if (value == null || (seen.add(path) && reachesOut(render(value), seen))) {
        return true;
      }
    }
    return false;
  }

  private static String unquoted(String path) {
    return path.replace("\"", "").strip();
  }

  private static String render(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise().setJson(false));
  }

  /**
   * Returns the resolved configuration, with each value from the environment marked by its
   * expression.
   */
  ConfigObject mark(ConfigObject resolved) {
    return expressions.isEmpty() ? resolved : mark("", resolved);
  }

  private ConfigObject mark(String path, ConfigObject object) {
    ConfigObject result = object;
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String inner = Settings.join(path, entry.getKey());
      ConfigValue value = entry.getValue();
      if (value instanceof ConfigObject block && unresolved.get(inner) instanceof ConfigObject) {
        result = result.withValue(entry.getKey(), mark(inner, block));
      } else if (expressions.containsKey(inner)) {
        String origin = value.origin().description();
        int environment = origin.indexOf("env var");
        ConfigValue written = unresolved.get(inner);
        String place = environment < 0 || written == null ? origin : written.origin().description();
        result =
            result.withValue(
                entry.getKey(),
                value.withOrigin(
                    ConfigOriginFactory.newSimple(place + " (from " + expressions.get(inner) + ")")
                        .withComments(value.origin().comments())));
      }
    }
    return result;
  }

  /** Renders a block with each value from the environment replaced by its expression. */
  static String render(ConfigObject block) {
    List<String> hidden = new ArrayList<>();
    ConfigObject shown = hide(block, hidden);
    String text = renderValues(shown);
    for (int i = hidden.size() - 1; i >= 0; i--) {
      text = text.replace('"' + placeholder(i) + '"', hidden.get(i));
    }
    return text;
  }

  /** Renders a block with every value as resolved. */
  static String renderValues(ConfigObject block) {
    return block.render(
        ConfigRenderOptions.defaults()
            .setOriginComments(false)
            .setComments(true)
            .setFormatted(true)
            .setJson(false));
  }

  private static ConfigObject hide(ConfigObject block, List<String> hidden) {
    ConfigObject result = block;
    for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
      ConfigValue value = entry.getValue();
      Matcher matcher = MARKED.matcher(value.origin().description());
      if (matcher.matches()) {
        ConfigValue stand = ConfigValueFactory.fromAnyRef(placeholder(hidden.size()));
        hidden.add(matcher.group(1));
        result =
            result.withValue(
                entry.getKey(),
                stand.withOrigin(
                    ConfigOriginFactory.newSimple().withComments(value.origin().comments())));
      } else if (value instanceof ConfigObject inner) {
        result = result.withValue(entry.getKey(), hide(inner, hidden));
      }
    }
    return result;
  }

  /** The brackets make it a string that HOCON has to quote. */
  private static String placeholder(int index) {
    return "{[environment " + index + "]}";
  }
}
