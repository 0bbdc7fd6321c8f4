// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Binds blocks to records. It collects every problem with its location instead of stopping at the
 * first.
 */
final class RecordBinder {
  private final List<String> problems;
  private final Set<String> others;

  /**
   * Creates a binder.
   *
   * @param problems receives the problems
   * @param others keys of the outermost block that are read elsewhere
   */
  RecordBinder(List<String> problems, Set<String> others) {
    this.problems = problems;
    this.others = others;
  }

  /**
   * Returns the record, or null after reporting problems. The block may be a plugin's, which has a
   * {@code type}; its inner blocks may not have one.
   */
  <R extends Record> @Nullable R bind(Class<R> type, Settings block) {
    return bind(type, block, true, others);
  }

  /**
   * Binds a block.
   *
   * @param typed whether the block may have a {@code type}
   * @param foreign keys that are read elsewhere
   */
  private <R extends Record> @Nullable R bind(
      Class<R> type, Settings block, boolean typed, Set<String> foreign) {
    int before = problems.size();
    RecordComponent[] components = type.getRecordComponents();
    Map<String, RecordComponent> byKey = new TreeMap<>();
    for (RecordComponent component : components) {
      byKey.put(key(component.getName()), component);
    }
    Set<String> known = new TreeSet<>(byKey.keySet());
    known.addAll(foreign);
    for (String key : new TreeSet<>(block.keys())) {
      if (!known.contains(key) && !(typed && key.equals(Settings.TYPE))) {
        problems.add(
            block.place(key)
                + Settings.join(block.path(), key)
                + " is no setting"
                + (block.subject().isEmpty() ? "" : " of " + block.subject())
                + within(key, known, components)
                    .map(other -> "; did you mean '" + other + "'?")
                    .orElseGet(() -> Suggestions.suggest(key, known)));
      }
    }
    Object[] arguments = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      String key = key(components[i].getName());
      arguments[i] =
          value(
              components[i].getGenericType(),
              Settings.join(block.path(), key),
              block.value(key),
              block);
    }
    if (problems.size() > before) {
      furtherProblems(type, types, arguments, block);
      return null;
    }
    return construct(type, types, arguments, block, byKey);
  }

  /** Returns the setting of an inner block that may be meant by a key unlike any in this block. */
  private static Optional<String> within(
      String key, Set<String> known, RecordComponent[] components) {
    if (Suggestions.nearest(key, known).isPresent()) {
      return Optional.empty();
    }
    Set<String> inner = new TreeSet<>();
    for (RecordComponent component : components) {
      if (component.getType().isRecord()) {
        for (RecordComponent deeper : component.getType().getRecordComponents()) {
          if (Suggestions.nearest(key, Set.of(key(deeper.getName()))).isPresent()) {
            inner.add(key(component.getName()) + "." + key(deeper.getName()));
          }
        }
      }
    }
    String wanted = "." + key;
    return inner.stream()
        .filter(name -> name.endsWith(wanted))
        .findFirst()
        .or(() -> inner.stream().findFirst());
  }

  private <R extends Record> @Nullable R construct(
      Class<R> type,
      Class<?>[] types,
      Object[] arguments,
      Settings block,
      Map<String, RecordComponent> byKey) {
    try {
      Constructor<R> constructor = constructor(type, types);
      try {
        return constructor.newInstance(arguments);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof IllegalArgumentException refused) {
          String message = String.valueOf(refused.getMessage());
          String key = begins(message);
          problems.add(refusal(block, byKey.containsKey(key) ? key : "", message));
          furtherProblems(constructor, arguments, block, key);
          return null;
        }
        throw e;
      }
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(type.getName() + " failed on " + block, e.getCause());
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException(
          type.getName()
              + " cannot be made: it must be public in an exported package, or its package be"
              + " opened to io.decipher.api",
          e);
    }
  }

  private static <R extends Record> Constructor<R> constructor(Class<R> type, Class<?>[] types)
      throws ReflectiveOperationException {
    Constructor<R> constructor = type.getDeclaredConstructor(types);
    if (!constructor.canAccess(null)) {
      constructor.setAccessible(true);
    }
    return constructor;
  }

  /** Reports further problems after some values could not be bound. */
  private <R extends Record> void furtherProblems(
      Class<R> type, Class<?>[] types, Object[] arguments, Settings block) {
    try {
      furtherProblems(constructor(type, types), arguments, block, "");
    } catch (ReflectiveOperationException | RuntimeException e) {
      // The problems found so far are reported; others are found once those are fixed.
    }
  }

  /**
   * A constructor stops at the first invalid value. To report all of them at once, each other value
   * is tried alone in combination with defaults.
   *
   * @param refused the key of the value that was rejected
   */
  private <R extends Record> void furtherProblems(
      Constructor<R> constructor, Object[] arguments, Settings block, String refused)
      throws ReflectiveOperationException {
    RecordComponent[] components = constructor.getDeclaringClass().getRecordComponents();
    Object[] usual = arguments.clone();
    RecordBinder quiet = new RecordBinder(new ArrayList<>(), others);
    for (int i = 0; i < components.length; i++) {
      String key = key(components[i].getName());
      ConfigValue value = block.binding().usual().get(key);
      if (value != null) {
        ConfigValue known = value.valueType() == ConfigValueType.NULL ? null : value;
        String path = Settings.join(block.path(), key);
        Object right = quiet.value(components[i].getGenericType(), path, known, block);
        usual[i] = right == null ? arguments[i] : right;
      }
    }
    if (Arrays.stream(usual).anyMatch(Objects::isNull)) {
      return;
    }
    for (int i = 0; i < components.length; i++) {
      String key = key(components[i].getName());
      if (arguments[i] == null
          || key.equals(refused)
          || !block.has(key)
          || usual[i].equals(arguments[i])) {
        continue;
      }
      Object[] tried = usual.clone();
      tried[i] = arguments[i];
      try {
        constructor.newInstance(tried);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof IllegalArgumentException alone
            && begins(String.valueOf(alone.getMessage())).equals(key)) {
          problems.add(refusal(block, key, String.valueOf(alone.getMessage())));
        }
      }
    }
  }

  private static String begins(String message) {
    return message.split("[ :,]", 2)[0];
  }

  private static String refusal(Settings block, String key, String message) {
    return block.place(key) + (block.path().isEmpty() ? "" : block.path() + ": ") + message;
  }

  private @Nullable Object value(
      Type type, String path, @Nullable ConfigValue value, Settings block) {
    Class<?> raw = raw(type);
    Settings.Binding inner = block.binding().at(last(path));
    if (raw == Settings.class) {
      return value == null ? block.at(last(path)) : tried(() -> Settings.block(path, value, inner));
    }
    if (raw == List.class) {
      return value == null ? List.of() : list(argument(type), path, value, block);
    }
    if (raw == Optional.class) {
      return value == null
          ? Optional.empty()
          : Optional.ofNullable(value(argument(type), path, value, block));
    }
    if (raw == OptionalInt.class) {
      return value == null ? OptionalInt.empty() : optionalInt(path, value);
    }
    if (raw == OptionalLong.class) {
      return value == null ? OptionalLong.empty() : optionalLong(path, value);
    }
    if (raw == OptionalDouble.class) {
      return value == null ? OptionalDouble.empty() : optionalDouble(path, value);
    }
    if (!isChoice(raw) && !isSupported(raw)) {
      throw unsupported(raw, path);
    }
    if (value == null) {
      problems.add(block.place() + path + " is missing; expected " + expected(raw));
      return null;
    }
    return isChoice(raw) ? chosen(raw, path, value, inner) : scalar(raw, path, value, inner);
  }

  /**
   * Returns the record that a block selects by {@code type} among the permitted classes of a sealed
   * interface: {@code { type = one-cycle, … }} is a {@code OneCycle}; a string alone is the type.
   */
  private @Nullable Object chosen(
      Class<?> sealed, String path, ConfigValue value, Settings.Binding binding) {
    if (tried(() -> Settings.block(path, value, binding)) instanceof Settings block) {
      Map<String, Class<?>> permitted = permitted(sealed);
      String name = block.type().orElse("");
      Class<?> type = permitted.get(name);
      if (type != null) {
        Settings called = block.called(last(path) + " '" + name + "'");
        return bind(type.asSubclass(Record.class), called, true, Set.of());
      }
      problems.add(
          block.place(Settings.TYPE)
              + Settings.join(path, Settings.TYPE)
              + (name.isEmpty()
                  ? " is missing; expected " + expected(sealed)
                  : " is '" + name + "'" + Suggestions.suggest(name, permitted.keySet())));
    }
    return null;
  }

  /**
   * Returns whether a block selects one of several records; enums can be sealed, too, but are not
   * interfaces.
   */
  private static boolean isChoice(Class<?> type) {
    return type.isInterface() && type.isSealed();
  }

  private static Map<String, Class<?>> permitted(Class<?> sealed) {
    Map<String, Class<?>> permitted = new TreeMap<>();
    for (Class<?> type : sealed.getPermittedSubclasses()) {
      permitted.put(key(type.getSimpleName()).substring(1), type); // OneCycle is -one-cycle
    }
    return permitted;
  }

  private @Nullable Object list(Type element, String path, ConfigValue value, Settings block) {
    if (raw(element) == Settings.class) {
      Settings.Binding inner = block.binding().at(last(path));
      return tried(() -> Settings.blocks(path, value, inner));
    }
    List<ConfigValue> values = value instanceof ConfigList list ? list : List.of(value);
    List<Object> bound = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Object item = value(element, path + "[" + i + "]", values.get(i), block);
      if (item != null) {
        bound.add(item);
      }
    }
    return List.copyOf(bound);
  }

  private @Nullable Object tried(Supplier<Object> attempt) {
    try {
      return attempt.get();
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
      return null;
    }
  }

  private @Nullable Object optionalInt(String path, ConfigValue value) {
    return scalar(int.class, path, value, Settings.Binding.NONE) instanceof Integer number
        ? OptionalInt.of(number)
        : null;
  }

  private @Nullable Object optionalLong(String path, ConfigValue value) {
    return scalar(long.class, path, value, Settings.Binding.NONE) instanceof Long number
        ? OptionalLong.of(number)
        : null;
  }

  private @Nullable Object optionalDouble(String path, ConfigValue value) {
    return scalar(double.class, path, value, Settings.Binding.NONE) instanceof Double number
        ? OptionalDouble.of(number)
        : null;
  }

  private @Nullable Object scalar(
      Class<?> type, String path, ConfigValue value, Settings.Binding binding) {
    if (type.isRecord() && value instanceof ConfigObject) {
      Settings inner = Settings.block(path, value, binding);
      return bind(type.asSubclass(Record.class), inner, false, Set.of());
    }
    Object plain = value.unwrapped();
    Object result = null;
    if (type == String.class && isScalar(value)) {
      result = text(value);
    } else if (type == Path.class && isScalar(value)) {
      result = path(value);
      binding.noted().accept(path);
    } else if (type == boolean.class) {
      result = (plain instanceof Boolean || isText(plain, "true", "false")) ? bool(plain) : null;
    } else if (type == double.class) {
      result = number(plain);
    } else if (type == float.class) {
      Double number = number(plain);
      result =
          number == null || Float.isInfinite(number.floatValue())
              ? null
              : (Object) number.floatValue();
    } else if (type == int.class || type == long.class) {
      result = whole(plain, type);
    } else if (type.isEnum()) {
      return constant(type, path, value);
    }
    if (result == null && !isSupported(type)) {
      throw unsupported(type, path);
    }
    if (result == null) {
      problems.add(
          Settings.place(value.origin())
              + path
              + " is "
              + Settings.render(value)
              + "; expected "
              + (type == int.class && whole(plain, long.class) != null
                  ? "a whole number from -2147483648 to 2147483647"
                  : expected(type)));
    }
    return result;
  }

  /** Returns an exception for the author of a record with a component of an unsupported type. */
  private static IllegalStateException unsupported(Class<?> type, String path) {
    return new IllegalStateException(
        path
            + " has type "
            + type.getName()
            + ", which settings do not support; a record of settings may consist of String, Path,"
            + " boolean, int, long, float, double, an enum, a record, a sealed interface of"
            + " records, Settings, or of Optional, OptionalInt, OptionalLong, OptionalDouble or"
            + " List of these"
            + (type == char.class ? "; for a character use a String, and check its length" : ""));
  }

  private static boolean isSupported(Class<?> type) {
    return type.isRecord()
        || type.isEnum()
        || type == String.class
        || type == Path.class
        || type == boolean.class
        || type == int.class
        || type == long.class
        || type == float.class
        || type == double.class;
  }

  private @Nullable Object constant(Class<?> type, String path, ConfigValue value) {
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String name = enumKey((Enum<?>) constant);
      if (name.equals(value.unwrapped())) {
        return constant;
      }
      names.add(name);
    }
    String found = String.valueOf(value.unwrapped());
    problems.add(
        Settings.place(value.origin())
            + path
            + " is "
            + Settings.render(value)
            + "; expected one of "
            + String.join(", ", names)
            + Suggestions.nearest(found, names)
                .map(name -> "; did you mean '" + name + "'?")
                .orElse(""));
    return null;
  }

  private static boolean isScalar(ConfigValue value) {
    return value.valueType() == ConfigValueType.STRING
        || value.valueType() == ConfigValueType.NUMBER
        || value.valueType() == ConfigValueType.BOOLEAN;
  }

  /** Returns a scalar as it was written: 1.50 stays 1.50. */
  private static String text(ConfigValue value) {
    return value.atKey("value").getString("value");
  }

  private static @Nullable Path path(ConfigValue value) {
    try {
      return LocatedPaths.path(text(value), value.origin());
    } catch (InvalidPathException e) {
      return null; // the caller reports what was expected
    }
  }

  private static boolean isText(Object plain, String... texts) {
    return plain instanceof String text && Arrays.asList(texts).contains(text);
  }

  private static Boolean bool(Object plain) {
    return Boolean.valueOf(plain.toString());
  }

  private static @Nullable Double number(Object plain) {
    double number = Double.NaN;
    if (plain instanceof Number found) {
      number = found.doubleValue();
    } else if (plain instanceof String text) {
      try {
        number = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        return null; // the caller reports what was expected
      }
    }
    // NaN would slip through checks such as "if (rate <= 0)".
    return Double.isFinite(number) ? (Double) number : null;
  }

  private static @Nullable Object whole(Object plain, Class<?> type) {
    if (plain instanceof Long || plain instanceof Integer) {
      long number = ((Number) plain).longValue();
      return type == long.class
          ? (Object) number
          : number == (int) number ? (Object) (int) number : null;
    }
    Double number = number(plain);
    if (number == null || number != Math.rint(number) || Math.abs(number) > 1L << 53) {
      return null;
    }
    long exact = number.longValue();
    return type == long.class ? (Object) exact : exact == (int) exact ? (Object) (int) exact : null;
  }

  private static String expected(Class<?> type) {
    if (type == int.class || type == long.class) {
      return "a whole number";
    }
    if (type == double.class || type == float.class) {
      return "a number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == Path.class) {
      return "a path";
    }
    if (type.isRecord()) {
      return "a block { … }";
    }
    if (isChoice(type)) {
      return "one of " + String.join(", ", permitted(type).keySet());
    }
    if (type.isEnum()) {
      List<String> names = new ArrayList<>();
      for (Object constant : type.getEnumConstants()) {
        names.add(enumKey((Enum<?>) constant));
      }
      return "one of " + String.join(", ", names);
    }
    return "a text";
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static Class<?> raw(Type type) {
    Class<?> raw =
        (Class<?>)
            (type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type);
    return MethodType.methodType(raw).unwrap().returnType(); // List<Integer> holds int
  }

  private static Type argument(Type type) {
    return ((ParameterizedType) type).getActualTypeArguments()[0];
  }

  private static String enumKey(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code minClusterSize} is {@code min-cluster-size}. */
  static String key(String component) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < component.length(); i++) {
      char c = component.charAt(i);
      if (Character.isUpperCase(c)) {
        key.append('-');
      }
      key.append(Character.toLowerCase(c));
    }
    return key.toString();
  }
}
