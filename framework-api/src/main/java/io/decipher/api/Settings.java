// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A block of configuration in HOCON; every value knows its file and line.
 *
 * <p>A block is bound to an immutable record by {@link #as}: component {@code minClusterSize} is
 * key {@code min-cluster-size}, an unknown key is an error, and all errors of a block are reported
 * together. {@link #over} merges blocks.
 */
public final class Settings {
  /**
   * The key in a data set's block that names nuisance attributes, on which classes must not depend;
   * it is read by the jobs, not by the data set.
   */
  public static final String NUISANCE = "nuisance";

  static final String TYPE = "type";

  private final String path;
  private final String subject;
  private final ConfigObject block;
  private final Binding binding;

  /**
   * Additional information for binding a block to records.
   *
   * @param usual valid values, used to find further problems after a record has rejected one
   * @param noted receives the location of each value that is bound to a path
   */
  record Binding(ConfigObject usual, Consumer<String> noted) {
    static final Binding NONE = new Binding(ConfigFactory.empty().root(), path -> {});

    /** Returns the information for the block at a key. */
    Binding at(String key) {
      return new Binding(usual.get(key) instanceof ConfigObject inner ? inner : NONE.usual, noted);
    }
  }

  Settings(String path, String subject, ConfigObject block) {
    this(path, subject, block, Binding.NONE);
  }

  Settings(String path, String subject, ConfigObject block, Binding binding) {
    this.path = path;
    this.subject = subject;
    this.block = block;
    this.binding = binding;
  }

  private Settings changed(ConfigObject changed) {
    return new Settings(path, subject, changed, binding);
  }

  /** Returns an empty root block. */
  public static Settings empty() {
    return new Settings("", "", ConfigFactory.empty().root());
  }

  /**
   * Reads a HOCON file written by a person.
   *
   * <p>{@code include} is restricted to files below the file's folder: no URLs, no resources, no
   * other files. {@code ${NAME}} may refer to an environment variable; {@link #render} then writes
   * the reference, never the value.
   *
   * @throws ConfigurationException if it cannot be read, is not HOCON, has a forbidden include, or
   *     exceeds the limits on size, nesting or substitution, with the line
   */
  public static Settings load(Path file) {
    return HoconReader.configuration(file);
  }

  /**
   * Reads a HOCON file like {@link #load}, but with relative paths resolved against the folder of
   * the file that contains them; this also holds for included files. Paths in the configuration
   * stored in a run directory, and those from the environment, remain relative to the working
   * directory.
   *
   * @throws ConfigurationException as {@link #load} does
   */
  public static Settings loadLocated(Path file) {
    return HoconReader.located(file);
  }

  /**
   * Reads a HOCON file that Decipher wrote and that may come from an untrusted source, e.g. with a
   * model: it must not include anything, and no environment variable is read.
   *
   * @throws ConfigurationException as {@link #load} does, and if it includes a file or refers to
   *     the environment
   */
  public static Settings loadIsolated(Path file) {
    return HoconReader.isolated(file);
  }

  /**
   * Parses a HOCON text.
   *
   * @param origin the name of the text in errors
   * @param text HOCON
   * @throws ConfigurationException if it is not HOCON, with the line
   */
  public static Settings parse(String origin, String text) {
    return HoconReader.text(origin, text);
  }

  /**
   * Parses one setting as given on a command line.
   *
   * @param assignment {@code key=value}; the value is HOCON or, failing that, plain text
   * @throws ConfigurationException if there is no key or no {@code =}
   */
  public static Settings assignment(String assignment) {
    int equals = assignment.indexOf('=');
    String key = equals < 0 ? "" : assignment.substring(0, equals).strip();
    if (key.isEmpty()) {
      throw new ConfigurationException(
          List.of("-D " + assignment + ": expected key=value, e.g. decipher.seed=7"));
    }
    String value = assignment.substring(equals + 1).strip();
    String origin = "-D " + key;
    try {
      Config config =
          ConfigFactory.empty()
              .withValue(
                  key,
                  hocon(value, origin)
                      .orElseGet(() -> ConfigValueFactory.fromAnyRef(value, origin)));
      return new Settings("", "", unnumbered(config.root(), origin));
    } catch (ConfigException badKey) {
      throw new ConfigurationException(
          List.of("-D " + assignment + ": '" + key + "' is not a key, e.g. decipher.seed=7"));
    }
  }

  /** Returns the HOCON value of a text; empty if the text as a whole is not a HOCON value. */
  private static Optional<ConfigValue> hocon(String text, String origin) {
    // Unquoted HOCON text ends at a comment, which would truncate a path such as a//b or a#b.
    boolean commented = text.contains("//") || text.contains("#");
    if (text.isEmpty() || (commented && !text.startsWith("\""))) {
      return Optional.empty();
    }
    HoconReader.checkNesting(origin, text);
    try {
      ConfigObject root =
          ConfigFactory.parseString("value = " + text, HoconReader.options(origin))
              .resolve()
              .root();
      return root.size() == 1 ? Optional.ofNullable(root.get("value")) : Optional.empty();
    } catch (ConfigException notHocon) {
      return Optional.empty();
    }
  }

  /** Removes line numbers, which are meaningless for a single line. */
  private static ConfigObject unnumbered(ConfigObject object, String origin) {
    ConfigObject result = ConfigValueFactory.fromMap(Map.of(), origin);
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      ConfigValue value = entry.getValue();
      result =
          result.withValue(
              entry.getKey(),
              value instanceof ConfigObject inner
                  ? unnumbered(inner, origin)
                  : value instanceof ConfigList
                      ? ConfigValueFactory.fromAnyRef(value.unwrapped(), origin)
                      : value.withOrigin(ConfigOriginFactory.newSimple(origin)));
    }
    return result;
  }

  /**
   * Returns this block laid over another one: keys are merged recursively, and values of this block
   * win. If both name a plugin by {@code type} but differ, the lower block is dropped altogether,
   * since its keys belong to the other plugin.
   */
  public Settings over(Settings below) {
    return changed(merge(block, below.block));
  }

  private static ConfigObject merge(ConfigObject above, ConfigObject below) {
    ConfigValue type = above.get(TYPE);
    ConfigValue other = below.get(TYPE);
    if (type != null && other != null && !type.unwrapped().equals(other.unwrapped())) {
      return above;
    }
    ConfigObject result = above;
    for (Map.Entry<String, ConfigValue> entry : below.entrySet()) {
      ConfigValue upper = above.get(entry.getKey());
      if (upper == null) {
        result = result.withValue(entry.getKey(), entry.getValue());
      } else if (upper instanceof ConfigObject upperBlock
          && entry.getValue() instanceof ConfigObject lowerBlock) {
        result = result.withValue(entry.getKey(), merge(upperBlock, lowerBlock));
      } else if (upper instanceof ConfigObject upperBlock
          && entry.getValue().valueType() == ConfigValueType.STRING) {
        ConfigObject named = named(entry.getValue());
        result = result.withValue(entry.getKey(), merge(upperBlock, named));
      } else if (entry.getValue() instanceof ConfigObject lowerBlock
          && lowerBlock.containsKey(TYPE)
          && upper.valueType() == ConfigValueType.STRING) {
        result = result.withValue(entry.getKey(), merge(named(upper), lowerBlock));
      } else if (upper.origin().comments().isEmpty()) {
        // The comment of a default documents the key, whoever sets its value.
        result =
            result.withValue(
                entry.getKey(),
                upper.withOrigin(
                    upper.origin().withComments(entry.getValue().origin().comments())));
      }
    }
    return result;
  }

  /** {@code projector = umap} is short for {@code projector { type = umap }}. */
  private static ConfigObject named(ConfigValue name) {
    return ConfigValueFactory.fromMap(Map.<String, Object>of(), name.origin().description())
        .withOrigin(name.origin())
        .toConfig()
        .root()
        .withValue(TYPE, name);
  }

  /** Returns the location of the block in the configuration, e.g. {@code "decipher.model"}. */
  public String path() {
    return path;
  }

  /** Returns whether there is a value at a key of this block. */
  public boolean has(String key) {
    ConfigValue value = block.get(key);
    return value != null && value.valueType() != ConfigValueType.NULL;
  }

  /** Returns whether there is a block at a key of this block. */
  public boolean isBlock(String key) {
    ConfigValue value = block.get(key);
    return value != null && value.valueType() == ConfigValueType.OBJECT;
  }

  /** Returns the keys of this block. */
  public Set<String> keys() {
    return block.keySet();
  }

  /**
   * Returns the block at a key; an empty block if there is none. A string {@code x} is short for
   * {@code { type = x }}.
   *
   * @param key one key, or several joined by dots
   * @throws ConfigurationException if the value is not a block
   */
  public Settings at(String key) {
    int dot = key.indexOf('.');
    if (dot >= 0) {
      return at(key.substring(0, dot)).at(key.substring(dot + 1));
    }
    ConfigValue value = block.get(key);
    if (value == null || value.valueType() == ConfigValueType.NULL) {
      return new Settings(
          join(path, key), "", ConfigValueFactory.fromMap(Map.of()), binding.at(key));
    }
    return block(join(path, key), value, binding.at(key));
  }

  /**
   * Returns the list of blocks at a key; empty if there is none. A string {@code x} in it is short
   * for {@code { type = x }}, and a single entry need not be in a list.
   */
  public List<Settings> list(String key) {
    ConfigValue value = block.get(key);
    if (value == null || value.valueType() == ConfigValueType.NULL) {
      return List.of();
    }
    return blocks(join(path, key), value, binding.at(key));
  }

  static List<Settings> blocks(String path, ConfigValue value, Binding binding) {
    if (!(value instanceof ConfigList list)) {
      return List.of(block(path, value, binding));
    }
    List<Settings> blocks = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      blocks.add(block(path + "[" + i + "]", list.get(i), binding));
    }
    return List.copyOf(blocks);
  }

  static Settings block(String path, ConfigValue value, Binding binding) {
    if (value instanceof ConfigObject object) {
      return new Settings(path, "", object, binding);
    }
    if (value.valueType() == ConfigValueType.STRING) {
      return new Settings(path, "", named(value), binding);
    }
    throw new ConfigurationException(
        List.of(
            place(value.origin())
                + path
                + " is "
                + render(value)
                + "; expected a block { … } or the name of a plugin"));
  }

  /** Returns the name of the plugin that the block selects by {@code type}. */
  public Optional<String> type() {
    ConfigValue value = block.get(TYPE);
    return value == null || value.valueType() == ConfigValueType.NULL
        ? Optional.empty()
        : Optional.of(String.valueOf(value.unwrapped()));
  }

  /**
   * Returns the string or number at a key as text; empty if there is a block, a list or nothing.
   */
  public Optional<String> text(String key) {
    ConfigValue value = block.get(key);
    return value == null
            || value.valueType() == ConfigValueType.NULL
            || value.valueType() == ConfigValueType.OBJECT
            || value.valueType() == ConfigValueType.LIST
        ? Optional.empty()
        : Optional.of(String.valueOf(value.unwrapped()));
  }

  /** Returns this block reduced to those of the given keys that it has. */
  public Settings only(String... keys) {
    Set<String> kept = Set.of(keys);
    Settings some = this;
    for (String key : List.copyOf(block.keySet())) {
      if (!kept.contains(key)) {
        some = some.without(key);
      }
    }
    return some;
  }

  /**
   * Returns the difference from another block: keys that the other one lacks or that have a
   * different value. Blocks are compared recursively, lists as a whole.
   */
  public Settings differing(Settings other) {
    return changed(differing(block, other.block));
  }

  private static ConfigObject differing(ConfigObject own, ConfigObject other) {
    ConfigObject result = own;
    for (Map.Entry<String, ConfigValue> entry : own.entrySet()) {
      ConfigValue value = entry.getValue();
      ConfigValue theirs = other.get(entry.getKey());
      if (value instanceof ConfigObject inner && theirs instanceof ConfigObject lower) {
        ConfigObject rest = differing(inner, lower);
        result =
            rest.isEmpty()
                ? result.withoutKey(entry.getKey())
                : result.withValue(entry.getKey(), rest);
      } else if (value.equals(theirs)
          || (theirs == null && value.valueType() == ConfigValueType.NULL)) {
        result = result.withoutKey(entry.getKey());
      }
    }
    return result;
  }

  /** Returns this block without a key. */
  public Settings without(String key) {
    return changed(block.withoutKey(key));
  }

  /** Returns this block with a text at a key. */
  public Settings with(String key, String value) {
    return changed(block.withValue(key, ConfigValueFactory.fromAnyRef(value)));
  }

  /** Returns this block with another block at a key. */
  public Settings with(String key, Settings value) {
    return changed(block.withValue(key, value.block));
  }

  /** Returns this block with a list of blocks at a key. */
  public Settings with(String key, List<Settings> values) {
    ConfigValue list =
        ConfigValueFactory.fromIterable(values.stream().map(value -> value.block).toList());
    return changed(block.withValue(key, list));
  }

  /**
   * Returns this block with a value at a key.
   *
   * @param key taken literally, including dots
   * @param value a string, a number, a boolean, or a list of these
   */
  public Settings withValue(String key, Object value) {
    return changed(block.withValue(key, ConfigValueFactory.fromAnyRef(value)));
  }

  /**
   * Returns the block's values as text, by key. Keys of inner blocks are prefixed by the block's
   * key and a dot, so that {@code plant.stand = category} and {@code "plant.stand" = category} are
   * equivalent.
   */
  public Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    collect("", block, texts);
    return texts;
  }

  private static void collect(String before, ConfigObject block, Map<String, String> texts) {
    for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
      String key = join(before, entry.getKey());
      if (entry.getValue() instanceof ConfigObject inner) {
        collect(key, inner, texts);
      } else if (entry.getValue().valueType() != ConfigValueType.NULL) {
        texts.put(key, String.valueOf(entry.getValue().unwrapped()));
      }
    }
  }

  /** Returns this block with another name in errors, e.g. {@code "model 'vae'"}. */
  Settings called(String name) {
    return new Settings(path, name, block, binding);
  }

  /**
   * Returns this block with valid default values. They allow all individually invalid values to be
   * reported at once, each being tried together with defaults.
   *
   * @param usual valid values for the same keys
   */
  public Settings usually(Settings usual) {
    return new Settings(path, subject, block, new Binding(usual.block, binding.noted));
  }

  /** Returns this block with a receiver of the locations that are bound to paths. */
  Settings noting(Consumer<String> noted) {
    return new Settings(path, subject, block, new Binding(binding.usual, noted));
  }

  Binding binding() {
    return binding;
  }

  /**
   * Returns this block with the paths at the given keys made relative to the working directory, if
   * they were relative to the file that contains them.
   *
   * @see #loadLocated
   */
  public Settings located(String... keys) {
    Set<String> paths = new HashSet<>();
    for (String key : keys) {
      paths.add(join(path, key));
    }
    return located(paths);
  }

  /** Does the same for the paths at given locations, e.g. {@code decipher.features[0].file}. */
  Settings located(Set<String> places) {
    return isLocated() ? changed((ConfigObject) LocatedPaths.located(path, block, places)) : this;
  }

  /** Returns whether this block contains texts that may be paths relative to their file. */
  boolean isLocated() {
    return LocatedPaths.isLocated(block);
  }

  /**
   * Binds the block to a record.
   *
   * <p>Components may be {@code int}, {@code long}, {@code float}, {@code double}, {@code boolean},
   * {@link String}, {@link Path}, enums (constant {@code ONE_CYCLE} is {@code one-cycle}), {@link
   * Optional}, {@link java.util.OptionalInt}, {@link java.util.OptionalLong}, {@link
   * java.util.OptionalDouble}, {@link List}, records, sealed interfaces whose permitted classes are
   * records (selected by the block's {@code type}), and {@code Settings} for a block that is read
   * elsewhere. The record's canonical constructor validates values by throwing {@link
   * IllegalArgumentException}; if the message begins with a key, the problem is reported at that
   * key's line.
   *
   * @param type a public record of an exported package, or one opened to {@code io.decipher.api}
   * @throws ConfigurationException with every problem and its location
   */
  public <R extends Record> R as(Class<R> type) {
    return as(type, Set.of());
  }

  /**
   * Binds the block to a record like {@link #as(Class)}, allowing keys that are read elsewhere.
   *
   * @param others the allowed keys that are not components of the record
   */
  public <R extends Record> R as(Class<R> type, Set<String> others) {
    List<String> problems = new ArrayList<>();
    R bound = new RecordBinder(problems, others).bind(type, this);
    if (bound == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return bound;
  }

  /**
   * Returns one problem for each key of this block that has been renamed.
   *
   * @param moved the current key, with dots if it is in an inner block, by former key
   * @return e.g. {@code "my.conf: 5: decipher.model.batch-size is now
   *     decipher.model.fit.batch-size"}
   */
  public List<String> moved(Map<String, String> moved) {
    return moved.entrySet().stream()
        .filter(entry -> has(entry.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .map(
            entry ->
                place(entry.getKey())
                    + join(path, entry.getKey())
                    + " is now "
                    + join(path, entry.getValue()))
        .toList();
  }

  /** Returns the location of the block, {@code "my.conf: 5: "}; empty if it is unknown. */
  public String place() {
    return place(block.origin());
  }

  /** Returns the location of a key, {@code "my.conf: 5: "}, or else that of the block. */
  public String place(String key) {
    ConfigValue value = block.get(key);
    return value == null ? place() : place(value.origin());
  }

  static String place(ConfigOrigin origin) {
    String description = origin.description();
    return description.equals("hardcoded value") || description.equals("empty config")
        ? ""
        : description + ": ";
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  static String render(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise());
  }

  @Nullable ConfigValue value(String key) {
    ConfigValue value = block.get(key);
    return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
  }

  String subject() {
    return subject;
  }

  ConfigObject root() {
    return block;
  }

  /**
   * Renders the block as HOCON, one key per line, with the comments that document the keys. A value
   * from the environment is written as the reference to it.
   */
  public String render() {
    return EnvironmentReferences.render(block);
  }

  /**
   * Renders the block like {@link #render}, but with the values of references: for a self-contained
   * file, to be read by {@link #loadIsolated}.
   */
  public String renderValues() {
    return EnvironmentReferences.renderValues(block);
  }

  @Override
  public String toString() {
    return (path.isEmpty() ? "" : path + " ") + render(block);
  }
}
