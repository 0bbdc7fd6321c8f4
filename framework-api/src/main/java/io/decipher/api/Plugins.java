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
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The plugins on the module path (or the class path), by kind and name. */
public final class Plugins {
  private static final String DEFAULTS = "reference.conf";

  /** Settings common to all data sets, which name files read by the jobs, not by the plugin. */
  private static final String ATTRIBUTES = "attributes";

  private static final String TRUTH = "truth";

  /** Values of {@code truth} that are not files. */
  private static final Pattern NO_FILE = Pattern.compile("folder|column .*");

  /**
   * The description of a plugin.
   *
   * @param kind what it creates
   * @param name the name by which a configuration refers to it
   * @param description what it does, in one line
   * @param module the module that contains it, or {@code "(class path)"}
   * @param version the version of that module; empty if unknown
   * @param jar the location of that module; empty if unknown
   */
  public record Description(
      PluginKind kind,
      String name,
      String description,
      String module,
      String version,
      String jar) {}

  /** The logger to which skipped plugins are reported. */
  static final String LOGGER = "io.decipher.plugins";

  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private final Map<PluginKind, Map<String, Provider<?>>> providers;
  private final Map<PluginKind, Map<String, Provider<?>>> shadowed; // by qualified name
  private final List<SkippedPlugin> skipped;

  Plugins(
      Map<PluginKind, Map<String, Provider<?>>> providers,
      Map<PluginKind, Map<String, Provider<?>>> shadowed,
      List<SkippedPlugin> skipped) {
    this.providers = providers;
    this.shadowed = shadowed;
    this.skipped = List.copyOf(skipped);
  }

  /**
   * Finds the plugins visible to the current thread's context class loader, and those in the folder
   * that the system property {@value PluginFolder#PROPERTY} names. Plugins that cannot be used are
   * listed by {@link #skipped} and reported to the logger {@value #LOGGER}, once per process; they
   * do not affect the others.
   */
  public static Plugins discover() {
    return logged(search(PluginFolder.installed()));
  }

  /**
   * Finds the plugins visible to the current thread's context class loader, and those in a folder,
   * in which each jar and each subfolder of jars is an isolated plugin. Each call loads the
   * folder's classes anew.
   */
  public static Plugins discover(Path folder) {
    return logged(search(Optional.of(PluginFolder.load(folder))));
  }

  /** Returns the plugins of a folder only, without logging those that were skipped. */
  public static Plugins of(PluginFolder folder) {
    PluginSearch search = new PluginSearch();
    search.collect(folder);
    return search.result();
  }

  /** Finds plugins without logging those that were skipped. */
  static Plugins search(Optional<PluginFolder> folder) {
    PluginSearch search = new PluginSearch();
    // ServiceLoader must be called once per service in the module that declares `uses`, this one.
    search.collect(DatasetProvider.class, ServiceLoader.load(DatasetProvider.class));
    search.collect(PreprocessorProvider.class, ServiceLoader.load(PreprocessorProvider.class));
    search.collect(
        FeatureExtractorProvider.class, ServiceLoader.load(FeatureExtractorProvider.class));
    search.collect(ProjectorProvider.class, ServiceLoader.load(ProjectorProvider.class));
    search.collect(ClustererProvider.class, ServiceLoader.load(ClustererProvider.class));
    search.collect(
        GenerativeModelProvider.class, ServiceLoader.load(GenerativeModelProvider.class));
    search.collect(SampleReaderProvider.class, ServiceLoader.load(SampleReaderProvider.class));
    search.collect(EvaluatorProvider.class, ServiceLoader.load(EvaluatorProvider.class));
    search.collect(ToolProvider.class, ServiceLoader.load(ToolProvider.class));
    search.collect(ResultWriterProvider.class, ServiceLoader.load(ResultWriterProvider.class));
    folder.ifPresent(search::collect);
    return search.result();
  }

  private static Plugins logged(Plugins plugins) {
    plugins.skipped.forEach(Plugins::tell);
    return plugins;
  }

  private static void tell(SkippedPlugin skipped) {
    if (TOLD.add(skipped.toString())) {
      System.getLogger(LOGGER).log(Level.WARNING, skipped.toString(), skipped.cause().orElse(null));
    }
  }

  /**
   * Returns the given plugins only, for programs and tests that list their own.
   *
   * @throws ConfigurationException if two of one kind have the same name
   */
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
                + PluginSearch.home(twin.getClass())
                + " and "
                + provider.getClass().getName()
                + " in "
                + PluginSearch.home(provider.getClass())
                + "; take one of them off the module path");
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new Plugins(byKind, Map.of(), List.of());
  }

  /**
   * Returns these plugins and the given ones, which need not be on any path:
   *
   * <pre>{@code
   * Plugins plugins = Plugins.discover().with(new MyClustererProvider());
   * }</pre>
   *
   * @param others replace plugins of the same kind and name
   */
  public Plugins with(Provider<?>... others) {
    Map<PluginKind, Map<String, Provider<?>>> all = new EnumMap<>(PluginKind.class);
    providers.forEach((kind, byName) -> all.put(kind, new TreeMap<>(byName)));
    of(List.of(others))
        .providers
        .forEach(
            (kind, byName) -> all.computeIfAbsent(kind, missing -> new TreeMap<>()).putAll(byName));
    return new Plugins(all, shadowed, skipped);
  }

  /** Returns the plugins that were found but cannot be used, or only by their qualified names. */
  public List<SkippedPlugin> skipped() {
    return skipped;
  }

  /** Describes the plugin of a class for people: module, version and jar as far as known. */
  static String origin(Class<?> type) {
    Module module = type.getModule();
    return module.isNamed() ? origin(module) : "the plugin class " + type.getName();
  }

  /**
   * Describes the plugin whose code threw an exception, for people: module, version and jar. Empty
   * if the exception arose elsewhere, or in a plugin of Decipher itself.
   */
  public static Optional<String> atFault(Throwable thrown) {
    return PluginFaults.module(thrown).map(Plugins::origin);
  }

  private static String origin(Module module) {
    String version = module.getDescriptor().rawVersion().map(text -> " " + text).orElse("");
    String jar = PluginFolder.location(module);
    return "the plugin " + module.getName() + version + (jar.isEmpty() ? "" : " (" + jar + ")");
  }

  private static PluginKind kind(Provider<?> provider) {
    for (PluginKind kind : PluginKind.values()) {
      if (kind.service().isInstance(provider)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(provider.getClass().getName() + " is not of a known kind");
  }

  /** Returns all plugins, ordered by kind and name. */
  public List<Description> all() {
    List<Description> all = new ArrayList<>();
    for (PluginKind kind : PluginKind.values()) {
      byName(kind).forEach((name, provider) -> all.add(describe(kind, name, provider)));
      shadowed
          .getOrDefault(kind, Map.of())
          .forEach((name, provider) -> all.add(describe(kind, name, provider)));
    }
    return List.copyOf(all);
  }

  private Map<String, Provider<?>> byName(PluginKind kind) {
    return providers.getOrDefault(kind, Map.of());
  }

  private static Description describe(PluginKind kind, String name, Provider<?> provider) {
    Module module = provider.getClass().getModule();
    String version = module.isNamed() ? module.getDescriptor().rawVersion().orElse("") : "";
    return new Description(
        kind,
        name,
        provider.description(),
        module.isNamed() ? module.getName() : "(class path)",
        version,
        PluginFolder.location(module));
  }

  /**
   * Returns the plugin that a block names by {@code type}.
   *
   * @param service the kind of plugin, e.g. {@code ProjectorProvider.class}
   * @param block the plugin's block
   * @throws ConfigurationException if no plugin of the kind has that name; suggests the closest
   *     name
   */
  public <P extends Provider<?>> P provider(Class<P> service, Settings block) {
    return provider(service, block, List.of());
  }

  /**
   * Returns the plugin that a block names by {@code type}, where the block may also have names that
   * do not belong to plugins.
   *
   * @param service the kind of plugin, e.g. {@code FeatureExtractorProvider.class}
   * @param block the plugin's block
   * @param others the other valid names, which are included in suggestions
   * @throws ConfigurationException if no plugin of the kind has that name; suggests the closest
   *     name
   */
  public <P extends Provider<?>> P provider(Class<P> service, Settings block, List<String> others) {
    PluginKind kind = PluginKind.of(service);
    Map<String, Provider<?>> byName = byName(kind);
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
      provider = shadowed.getOrDefault(kind, Map.of()).get(name);
    }
    if (provider == null) {
      provider =
          byName.values().stream()
              .filter(other -> PluginSearch.qualified(other).equals(name))
              .findFirst()
              .orElse(null);
    }
    if (provider == null) {
      byName.values().stream()
          .filter(other -> other.formerNames().contains(name))
          .findFirst()
          .ifPresent(renamed -> refuseFormerName(block, kind, name, renamed));
      String article = "aeiou".indexOf(kind.title().charAt(0)) >= 0 ? "an " : "a ";
      Set<String> known = new TreeSet<>(byName.keySet());
      known.addAll(others);
      throw new ConfigurationException(
          List.of(
              unknown(block, name, known)
                  + " ("
                  + article
                  + kind.title()
                  + " plugin counts once its jar is on the module path)"
                  + skippedInstead()));
    }
    return service.cast(provider);
  }

  private String skippedInstead() {
    return skipped.isEmpty()
        ? ""
        : skipped.stream()
            .map(SkippedPlugin::toString)
            .collect(Collectors.joining("\n      ", "\n      ", ""));
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
   * Returns a block with the plugin's defaults filled in, and with inner blocks that name a preset
   * expanded.
   *
   * @throws ConfigurationException if no plugin of the kind has that name, or a preset does not
   *     exist
   */
  public <P extends Provider<?>> Settings resolve(Class<P> service, Settings block) {
    P provider = provider(service, block);
    PluginKind kind = PluginKind.of(service);
    String plugin = kind.title() + "." + provider.name();
    Settings all = defaults(provider);
    Settings resolved = block.over(all.at("decipher.defaults." + plugin));
    resolved = filledWithin(resolved, all.at("decipher.presets." + plugin));
    resolved =
        resolved
            .called(kind.title() + " '" + provider.name() + "'")
            .usually(all.at("decipher.defaults." + plugin));
    Settings located = resolved.located(places(provider, resolved));
    return PluginResults.there(provider.recorded(located), provider, "recorded", "settings");
  }

  /**
   * Returns a plugin's block with its paths made relative to the working directory, if they were
   * relative to the file that contains them.
   *
   * @see Settings#loadLocated
   * @throws ConfigurationException if no plugin of the kind has that name
   */
  public <P extends Provider<?>> Settings located(Class<P> service, Settings block) {
    return block.isLocated()
        ? block.located(places(provider(service, block), resolve(service, block)))
        : block;
  }

  /**
   * Returns where in a block paths occur: settings that the plugin binds to paths and, for data
   * sets, the files common to all of them.
   */
  private static Set<String> places(Provider<?> provider, Settings block) {
    Set<String> places = new HashSet<>();
    if (!block.isLocated()) {
      return places;
    }
    try {
      provider.create(block.without(Settings.NUISANCE).noting(places::add));
    } catch (RuntimeException | LinkageError e) {
      return places; // problems with the block are reported when the plugin is created for use
    } finally {
      if (kind(provider) == PluginKind.DATASET) {
        places.add(Settings.join(block.path(), ATTRIBUTES));
        if (block.text(TRUTH).filter(text -> !NO_FILE.matcher(text).matches()).isPresent()) {
          places.add(Settings.join(block.path(), TRUTH));
        }
      }
    }
    return places;
  }

  private static Settings filledWithin(Settings block, Settings presets) {
    Settings filled = block;
    for (String key : presets.keys()) {
      filled = filled.with(key, filled(filled.at(key), presets.at(key)));
    }
    return filled;
  }

  /**
   * Lays a block over the preset that it names by {@code type}. In a block without a type, the
   * inner blocks name presets.
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

  /** Returns the message for a block whose type is unknown. */
  private static String unknown(Settings block, String name, Collection<String> known) {
    return block.place(Settings.TYPE)
        + Settings.join(block.path(), Settings.TYPE)
        + " is '"
        + name
        + "'"
        + Suggestions.suggest(name, known);
  }

  /**
   * Creates the plugin that a block names, with its defaults filled in.
   *
   * @throws ConfigurationException if no plugin of the kind has that name, or its settings are
   *     invalid
   */
  public <T> T create(Class<? extends Provider<T>> service, Settings block) {
    Settings resolved = resolve(service, block);
    Provider<T> provider = provider(service, block);
    PluginKind kind = PluginKind.of(service);
    // Nuisance attributes are common to all data sets and are handled by the jobs.
    T made =
        provider.create(
            kind == PluginKind.DATASET ? resolved.without(Settings.NUISANCE) : resolved);
    String name = kind.title() + " '" + provider.name() + "'";
    return GuardedPlugin.of(
        PluginResults.there(made, provider, "create", "a " + kind.title()),
        name,
        provider.yields());
  }

  /**
   * Returns all plugins of a kind, ordered by name.
   *
   * @param service the kind of plugin, e.g. {@code DatasetProvider.class}
   */
  public <P extends Provider<?>> List<P> providers(Class<P> service) {
    return byName(PluginKind.of(service)).values().stream().map(service::cast).toList();
  }

  /**
   * Collects the candidates that feature extractors suggest for samples, converted by a function
   * and ordered by plugin name. A third party's plugin whose candidates cannot be read (it returns
   * null, throws, or suggests invalid settings) is skipped with a warning.
   *
   * @param samples the samples to extract features from
   * @param reading converts a candidate, and throws if its settings are invalid
   * @param warn receives which plugin was skipped, and why
   */
  public <T> List<T> candidates(
      Samples samples, Function<Candidate, T> reading, Consumer<String> warn) {
    List<T> all = new ArrayList<>();
    for (FeatureExtractorProvider provider : providers(FeatureExtractorProvider.class)) {
      try {
        if (provider.accepts(samples.type())) {
          all.addAll(candidates(provider, samples, reading));
        }
      } catch (CancellationException e) {
        throw e;
      } catch (RuntimeException | LinkageError e) {
        if (PluginSearch.isOwn(provider.getClass())) {
          throw e;
        }
        String reason =
            e instanceof DecipherException
                ? String.valueOf(e.getMessage())
                : PluginFaults.ofProvider("candidates()", e).reason();
        warn.accept(
            kind(provider).title()
                + " '"
                + provider.name()
                + "' of "
                + origin(provider.getClass())
                + ": "
                + reason
                + "; its candidates are left out; report it to its author");
      }
    }
    return all;
  }

  private static <T> List<T> candidates(
      FeatureExtractorProvider provider, Samples samples, Function<Candidate, T> reading) {
    List<Candidate> named = provider.candidates(samples);
    if (named == null) {
      throw new DecipherException(
          "candidates() returned null; expected a list, which may be empty");
    }
    List<T> read = new ArrayList<>();
    for (Candidate candidate : named) {
      if (candidate == null || candidate.name() == null || candidate.settings() == null) {
        throw new DecipherException(
            "candidates() named " + candidate + "; expected a name and settings");
      }
      try {
        read.add(reading.apply(candidate));
      } catch (DecipherException e) {
        throw new DecipherException(
            "the candidate '" + candidate.name() + "' cannot be read: " + e.getMessage(), e);
      }
    }
    return read;
  }

  /**
   * Checks that a plugin accepts samples of a type.
   *
   * @param service the kind of plugin
   * @param block the plugin's block
   * @throws DecipherException if it does not; names the plugins of the kind that do
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
            + "' does not accept samples of type "
            + type.kind()
            + ", but the samples are "
            + type
            + (others.isEmpty()
                ? "; no " + kind + " plugin found accepts them"
                : "; these accept them: " + String.join(", ", others)));
  }

  /**
   * Returns the reader for a path: among the readers that accept it, the one of highest priority,
   * and the first by name among equals; empty if none accepts it. Each reader is created with its
   * defaults.
   *
   * @param path a file or a folder
   */
  public Optional<SampleReader> reader(Path path) {
    return providers(SampleReaderProvider.class).stream()
        .flatMap(
            provider ->
                harmless(
                    provider,
                    () ->
                        create(
                            SampleReaderProvider.class,
                            Settings.parse("readers", Settings.TYPE + " = " + provider.name())),
                    reader -> reader.accepts(path)))
        .max(Comparator.comparingInt(SampleReader::priority));
  }

  /**
   * Returns the result writers that accept the samples, ordered by name, each created with its
   * defaults.
   */
  public List<ResultWriter> writers(Samples samples) {
    return providers(ResultWriterProvider.class).stream()
        .flatMap(
            provider ->
                harmless(
                    provider,
                    () ->
                        create(
                            ResultWriterProvider.class,
                            Settings.parse("writers", Settings.TYPE + " = " + provider.name())),
                    writer -> writer.accepts(samples)))
        .toList();
  }

  /**
   * Creates and queries a plugin that was not configured explicitly; one that fails is skipped and
   * reported.
   */
  private static <T> Stream<T> harmless(
      Provider<?> provider, Supplier<T> making, Predicate<T> accepting) {
    try {
      return Stream.of(making.get()).filter(accepting);
    } catch (DecipherException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      PluginFaults.Fault fault =
          PluginFaults.ofProvider(kind(provider).title() + " '" + provider.name() + "'", e);
      tell(
          SkippedPlugin.of(
              PluginSearch.place(provider.getClass()), fault.reason(), fault.remedy(), e));
      return Stream.empty();
    }
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
      // On a class path every jar has a file of this name, which only concerns its own plugins.
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
