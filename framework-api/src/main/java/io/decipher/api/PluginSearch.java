// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import io.decipher.api.spi.Provider;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects providers, and the reasons for which others are skipped. */
final class PluginSearch {
  /** The properties of a provider other than its name. */
  private static final List<Map.Entry<String, Function<Provider<?>, @Nullable Object>>>
      DESCRIPTION =
          List.of(
              Map.entry("description", Provider::description),
              Map.entry("yields", Provider::yields),
              Map.entry("formerNames", Provider::formerNames),
              Map.entry("dependencies", Provider::dependencies));

  private static final int MOST_ERRORS = 100; // per service: ends a search that makes no progress

  private final List<SkippedPlugin> skipped = new ArrayList<>();
  private final Map<PluginKind, Map<String, List<Provider<?>>>> found =
      new EnumMap<>(PluginKind.class);

  void collect(PluginFolder folder) {
    skipped.addAll(folder.skipped());
    folder.layers().forEach(layer -> collect(layer, folder));
  }

  private void collect(ModuleLayer layer, PluginFolder folder) {
    Set<String> provided = new HashSet<>();
    layer
        .modules()
        .forEach(
            module ->
                module
                    .getDescriptor()
                    .provides()
                    .forEach(provides -> provided.add(provides.service())));
    for (PluginKind kind : PluginKind.values()) {
      if (provided.contains(kind.service().getName())) {
        collectIn(layer, kind.service(), folder);
      }
    }
  }

  private <P extends Provider<?>> void collectIn(
      ModuleLayer layer, Class<P> service, PluginFolder folder) {
    Predicate<Class<?>> isThere =
        type ->
            type.getModule().getLayer() == layer && !folder.isRefused(type.getModule(), service);
    String place =
        layer.modules().stream()
            .filter(module -> provides(module, service))
            .map(PluginFolder::location)
            .collect(Collectors.joining(", "));
    collect(service, ServiceLoader.load(layer, service), place, isThere);
  }

  private static boolean provides(Module module, Class<?> service) {
    return module.getDescriptor().provides().stream()
        .anyMatch(provides -> provides.service().equals(service.getName()));
  }

  <P extends Provider<?>> void collect(Class<P> service, ServiceLoader<P> services) {
    collect(service, services, service.getSimpleName(), type -> true);
  }

  private <P extends Provider<?>> void collect(
      Class<P> service, ServiceLoader<P> services, String place, Predicate<Class<?>> wanted) {
    Iterator<ServiceLoader.Provider<P>> iterator = services.stream().iterator();
    for (int errors = 0; errors < MOST_ERRORS; ) {
      ServiceLoader.Provider<P> next;
      try {
        if (!iterator.hasNext()) {
          return;
        }
        next = iterator.next();
      } catch (ServiceConfigurationError | LinkageError e) {
        errors++;
        PluginFaults.Fault fault = PluginFaults.ofProvider("a provider cannot be loaded", e);
        skipped.add(SkippedPlugin.of(place, fault.reason(), fault.remedy(), e));
        continue;
      }
      if (!wanted.test(next.type())) {
        continue;
      }
      register(service, next);
    }
  }

  private <P extends Provider<?>> void register(Class<P> service, ServiceLoader.Provider<P> found) {
    Class<? extends P> type = found.type();
    String doing = "making it";
    try {
      P provider = found.get();
      doing = "its name()";
      String name = provider.name();
      if (name == null || name.isBlank()) {
        skip(
            type, new PluginFaults.Fault("its name() is null or empty", "report it to its author"));
        return;
      }
      for (Map.Entry<String, Function<Provider<?>, @Nullable Object>> described : DESCRIPTION) {
        doing = "its " + described.getKey() + "()";
        if (described.getValue().apply(provider) == null) {
          skip(type, new PluginFaults.Fault(doing + " is null", "report it to its author"));
          return;
        }
      }
      this.found
          .computeIfAbsent(PluginKind.of(service), missing -> new TreeMap<>())
          .computeIfAbsent(name, missing -> new ArrayList<>())
          .add(provider);
    } catch (Exception | LinkageError | ServiceConfigurationError | AssertionError e) {
      PluginFaults.Fault fault = PluginFaults.ofProvider(doing, e);
      skipped.add(
          SkippedPlugin.of(place(type), type.getName() + ": " + fault.reason(), fault.remedy(), e));
    }
  }

  private void skip(Class<?> type, PluginFaults.Fault fault) {
    skipped.add(
        SkippedPlugin.of(place(type), type.getName() + ": " + fault.reason(), fault.remedy()));
  }

  /**
   * Resolves name clashes: Decipher's own plugin keeps the name; the others are available by their
   * qualified names.
   */
  Plugins result() {
    Map<PluginKind, Map<String, Provider<?>>> named = new EnumMap<>(PluginKind.class);
    Map<PluginKind, Map<String, Provider<?>>> shadowed = new EnumMap<>(PluginKind.class);
    found.forEach(
        (kind, byName) ->
            byName.forEach(
                (name, all) -> {
                  List<Provider<?>> own =
                      all.stream().filter(provider -> isOwn(provider.getClass())).toList();
                  List<Provider<?>> first =
                      all.size() == 1 ? all : own.isEmpty() ? List.of() : own.subList(0, 1);
                  first.forEach(
                      provider ->
                          named
                              .computeIfAbsent(kind, missing -> new TreeMap<>())
                              .put(name, provider));
                  for (Provider<?> other : all) {
                    if (!first.contains(other)) {
                      shadowed
                          .computeIfAbsent(kind, missing -> new TreeMap<>())
                          .put(qualified(other), other);
                      skipped.add(twin(kind, other, all));
                    }
                  }
                }));
    return new Plugins(named, shadowed, skipped);
  }

  private static SkippedPlugin twin(PluginKind kind, Provider<?> provider, List<Provider<?>> all) {
    String others =
        all.stream()
            .filter(other -> other != provider)
            .map(other -> other.getClass().getName() + " in " + place(other.getClass()))
            .collect(Collectors.joining(", "));
    return SkippedPlugin.of(
        place(provider.getClass()),
        "its " + kind.title() + " '" + provider.name() + "' has the same name as " + others,
        "write `type = \"" + qualified(provider) + "\"` to use it nonetheless, or rename it");
  }

  static boolean isOwn(Class<?> type) {
    return type.getName().startsWith("io.decipher.");
  }

  static String qualified(Provider<?> provider) {
    Module module = provider.getClass().getModule();
    return (module.isNamed() ? module.getName() : provider.getClass().getPackageName())
        + "/"
        + provider.name();
  }

  /** Returns the jar of a class if it is known, otherwise its module or the class path. */
  static String place(Class<?> type) {
    String jar = PluginFolder.location(type.getModule());
    return jar.isEmpty() ? home(type) : jar;
  }

  static String home(Class<?> type) {
    Module module = type.getModule();
    return module.isNamed() ? "module " + module.getName() : "the class path";
  }
}
