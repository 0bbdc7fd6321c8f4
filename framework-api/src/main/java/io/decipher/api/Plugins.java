// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.EvaluatorProvider;
import io.decipher.api.spi.FeatureExtractorProvider;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.api.spi.PreprocessorProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.api.spi.Provider;
import io.decipher.api.spi.ResultWriterProvider;
import io.decipher.api.spi.SampleReaderProvider;
import io.decipher.api.spi.ToolProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The plugins on the module path (or the class path), by kind and name. */
public final class Plugins {
  private static final String DEFAULTS = "reference.conf";

  /**
   * A plugin, described.
   *
   * @param kind what it makes
   * @param name how a configuration names it
   * @param description what it does, in one line
   * @param module the module it is in, or {@code "(class path)"}
   * @param version of that module; empty if not known
   * @param jar where that module is; empty if not known
   */
  public record Description(
      PluginKind kind,
      String name,
      String description,
      String module,
      String version,
      String jar) {}

  private final Map<PluginKind, Map<String, Provider<?>>> providers;

  private Plugins(Map<PluginKind, Map<String, Provider<?>>> providers) {
    this.providers = providers;
  }

  /**
   * Finds every plugin that the current thread's context class loader sees.
   *
   * @throws ConfigurationException if two plugins of one kind have one name, or one cannot be
   *     loaded
   */
  public static Plugins discover() {
    // ServiceLoader must be called here, in the module that declares `uses`, once a service.
    List<Provider<?>> found = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    collect(ServiceLoader.load(DatasetProvider.class), found, problems);
    collect(ServiceLoader.load(PreprocessorProvider.class), found, problems);
    collect(ServiceLoader.load(FeatureExtractorProvider.class), found, problems);
    collect(ServiceLoader.load(ProjectorProvider.class), found, problems);
    collect(ServiceLoader.load(ClustererProvider.class), found, problems);
    collect(ServiceLoader.load(GenerativeModelProvider.class), found, problems);
    collect(ServiceLoader.load(SampleReaderProvider.class), found, problems);
    collect(ServiceLoader.load(EvaluatorProvider.class), found, problems);
    collect(ServiceLoader.load(ToolProvider.class), found, problems);
    collect(ServiceLoader.load(ResultWriterProvider.class), found, problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return of(found);
  }

  /** Returns the given plugins, and no others: for programs and tests that list their own. */
  public static Plugins of(List<? extends Provider<?>> found) {
    Map<PluginKind, Map<String, Provider<?>>> byKind = new EnumMap<>(PluginKind.class);
    List<String> problems = new ArrayList<>();
    for (Provider<?> provider : found) {
      PluginKind kind = kind(provider);
      Provider<?> twin =
          byKind
              .computeIfAbsent(kind, missing -> new TreeMap<>())
              .putIfAbsent(provider.name(), provider);
      if (twin != null) {
        problems.add(
            "two "
                + kind.title()
                + " plugins are named '"
                + provider.name()
                + "': "
                + twin.getClass().getName()
                + " in "
                + home(twin)
                + " and "
                + provider.getClass().getName()
                + " in "
                + home(provider)
                + "; take one of them off the module path");
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new Plugins(byKind);
  }

  private static <P extends Provider<?>> void collect(
      ServiceLoader<P> services, List<Provider<?>> found, List<String> problems) {
    try {
      services.forEach(found::add);
    } catch (ServiceConfigurationError e) {
      problems.add("a plugin cannot be loaded: " + e.getMessage());
    }
  }

  private static PluginKind kind(Provider<?> provider) {
    for (PluginKind kind : PluginKind.values()) {
      if (kind.service().isInstance(provider)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(provider.getClass().getName() + " is of no known kind");
  }

  private static String home(Provider<?> provider) {
    Module module = provider.getClass().getModule();
    return module.isNamed() ? "module " + module.getName() : "the class path";
  }

  /** Returns all plugins, by kind, then name. */
  public List<Description> all() {
    List<Description> all = new ArrayList<>();
    providers.forEach(
        (kind, byName) ->
            byName.forEach((name, provider) -> all.add(describe(kind, name, provider))));
    return List.copyOf(all);
  }

  private static Description describe(PluginKind kind, String name, Provider<?> provider) {
    Module module = provider.getClass().getModule();
    String version = module.isNamed() ? module.getDescriptor().rawVersion().orElse("") : "";
    String jar =
        module.getLayer() == null
            ? ""
            : module
                .getLayer()
                .configuration()
                .findModule(module.getName())
                .flatMap(found -> found.reference().location())
                .map(location -> location.getPath())
                .orElse("");
    return new Description(
        kind,
        name,
        provider.description(),
        module.isNamed() ? module.getName() : "(class path)",
        version,
        jar);
  }

  /**
   * Returns the plugin that a block names by {@code type}.
   *
   * @param service what kind of plugin, e.g. {@code ProjectorProvider.class}
   * @param block the plugin's block
   * @throws ConfigurationException if no plugin of the kind has that name, with the nearest name
   */
  public <P extends Provider<?>> P provider(Class<P> service, Settings block) {
    PluginKind kind = PluginKind.of(service);
    Map<String, Provider<?>> byName = providers.getOrDefault(kind, Map.of());
    String name =
        block
            .type()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        List.of(
                            block.place()
                                + block.path()
                                + " names no "
                                + kind.title()
                                + "; set "
                                + block.path()
                                + ".type to one of: "
                                + String.join(", ", byName.keySet()))));
    Provider<?> provider = byName.get(name);
    if (provider == null) {
      byName.values().stream()
          .filter(other -> other.formerNames().contains(name))
          .findFirst()
          .ifPresent(renamed -> refuseFormerName(block, kind, name, renamed));
      String article = "aeiou".indexOf(kind.title().charAt(0)) >= 0 ? "an " : "a ";
      throw new ConfigurationException(
          List.of(
              unknown(block, name, byName.keySet())
                  + " ("
                  + article
                  + kind.title()
                  + " plugin counts once its jar is on the module path)"));
    }
    return service.cast(provider);
  }

  private static void refuseFormerName(
      Settings block, PluginKind kind, String name, Provider<?> renamed) {
    throw new ConfigurationException(
        List.of(
            block.place(Settings.TYPE)
                + kind.title()
                + " '"
                + name
                + "' is now '"
                + renamed.name()
                + "'"));
  }

  /**
   * Returns a block with the defaults of the plugin it names filled in, and blocks within it that
   * name a preset with what that says.
   *
   * @throws ConfigurationException if no plugin of the kind has that name, or there is no such
   *     preset
   */
  public <P extends Provider<?>> Settings resolve(Class<P> service, Settings block) {
    P provider = provider(service, block);
    PluginKind kind = PluginKind.of(service);
    String plugin = kind.title() + "." + provider.name();
    Settings all = defaults(provider);
    Settings resolved = block.over(all.at("decipher.defaults." + plugin));
    resolved = filledWithin(resolved, all.at("decipher.presets." + plugin));
    return resolved.called(kind.title() + " '" + provider.name() + "'");
  }

  private static Settings filledWithin(Settings block, Settings presets) {
    Settings filled = block;
    for (String key : presets.keys()) {
      filled = filled.with(key, filled(filled.at(key), presets.at(key)));
    }
    return filled;
  }

  /**
   * Lays a block over the preset that it names by {@code type}; a block without a type is one whose
   * own blocks name theirs.
   */
  private static Settings filled(Settings block, Settings presets) {
    if (block.type().isEmpty()) {
      return filledWithin(block, presets);
    }
    String name = block.type().orElse("");
    if (!presets.has(name)) {
      throw new ConfigurationException(List.of(unknown(block, name, presets.keys())));
    }
    return block.over(presets.at(name));
  }

  /** Returns what to say of a block whose type is none of those that there are. */
  private static String unknown(Settings block, String name, Collection<String> known) {
    return block.place(Settings.TYPE)
        + Settings.join(block.path(), Settings.TYPE)
        + " is '"
        + name
        + "'"
        + Suggestions.suggest(name, known);
  }

  /**
   * Makes the plugin that a block names, with its defaults filled in.
   *
   * @throws ConfigurationException if no plugin of the kind has that name, or its settings are
   *     wrong
   */
  public <T> T create(Class<? extends Provider<T>> service, Settings block) {
    Settings resolved = resolve(service, block);
    // What classes must not follow is for the jobs, whatever the data set.
    return provider(service, block)
        .create(
            PluginKind.of(service) == PluginKind.DATASET
                ? resolved.without(Settings.NUISANCE)
                : resolved);
  }

  /**
   * Returns all plugins of a kind, by name.
   *
   * @param service what kind of plugin, e.g. {@code DatasetProvider.class}
   */
  public <P extends Provider<?>> List<P> providers(Class<P> service) {
    return providers.getOrDefault(PluginKind.of(service), Map.of()).values().stream()
        .map(service::cast)
        .toList();
  }

  /**
   * Checks that a plugin takes samples of a type.
   *
   * @param service what kind of plugin
   * @param block the plugin's block
   * @throws DecipherException if it does not, naming the plugins of the kind that do
   */
  public <P extends Provider<?>> void requireAccepts(
      Class<P> service, Settings block, SampleType type) {
    P provider = provider(service, block);
    if (provider.accepts(type)) {
      return;
    }
    List<String> others =
        providers(service).stream()
            .filter(other -> other.accepts(type))
            .map(Provider::name)
            .toList();
    String kind = PluginKind.of(service).title();
    throw new DecipherException(
        block.place(Settings.TYPE)
            + kind
            + " '"
            + provider.name()
            + "' takes no samples of type "
            + type.kind()
            + ", but the samples are "
            + type
            + (others.isEmpty()
                ? "; no " + kind + " plugin that is here takes them"
                : "; these take them: " + String.join(", ", others)));
  }

  /**
   * Returns what reads a path: of the readers that accept it the one of highest priority, of these
   * the first by name; empty if none does. Each is made by its defaults.
   *
   * @param path a file or a folder
   */
  public Optional<SampleReader> reader(Path path) {
    return providers(SampleReaderProvider.class).stream()
        .map(
            provider ->
                create(
                    SampleReaderProvider.class,
                    Settings.parse("readers", Settings.TYPE + " = " + provider.name())))
        .filter(reader -> reader.accepts(path))
        .max(Comparator.comparingInt(SampleReader::priority));
  }

  /** Returns the writers of results that take samples, by name, each made by its defaults. */
  public List<ResultWriter> writers(Samples samples) {
    return providers(ResultWriterProvider.class).stream()
        .map(
            provider ->
                create(
                    ResultWriterProvider.class,
                    Settings.parse("writers", Settings.TYPE + " = " + provider.name())))
        .filter(writer -> writer.accepts(samples))
        .toList();
  }

  private static Settings defaults(Provider<?> provider) {
    Class<?> type = provider.getClass();
    String module = type.getModule().isNamed() ? type.getModule().getName() : type.getName();
    Settings all = Settings.empty();
    try {
      if (type.getModule().isNamed()) {
        try (InputStream in = type.getModule().getResourceAsStream(DEFAULTS)) {
          return in == null ? all : read(module, in);
        }
      }
      // On a class path every jar has a file of this name; each speaks of its own plugins alone.
      var urls = type.getClassLoader().getResources(DEFAULTS);
      while (urls.hasMoreElements()) {
        try (InputStream in = urls.nextElement().openStream()) {
          all = all.over(read(module, in));
        }
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException("the defaults of " + module + " cannot be read", e);
    }
  }

  private static Settings read(String module, InputStream in) throws IOException {
    return Settings.parse(
        "defaults of " + module, new String(in.readAllBytes(), StandardCharsets.UTF_8));
  }
}
