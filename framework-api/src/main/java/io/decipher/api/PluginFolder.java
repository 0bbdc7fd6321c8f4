// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor.Version;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of plugins. Each jar and each subfolder of jars becomes a module layer of its own above
 * this API's layer, with its own class loader: plugins may bring different versions of the same
 * library, and their own jars take precedence over the framework's. A module that a plugin requires
 * but neither brings nor finds in the framework is looked up in the other plugins. A plugin that
 * cannot be used is skipped and reported without affecting the others.
 *
 * <p>A native library can be loaded only once per process, so engines belong to the framework.
 */
public final class PluginFolder {
  /** The system property that names the folder read by {@link Plugins#discover()}. */
  public static final String PROPERTY = "decipher.plugins";

  private static final String JAR = ".jar";

  private static final class Installed {
    static final @Nullable PluginFolder FOLDER = open();

    private Installed() {}

    private static @Nullable PluginFolder open() {
      String folder = System.getProperty(PROPERTY);
      return folder == null || folder.isBlank() ? null : load(Path.of(folder));
    }
  }

  private final List<ModuleLayer> layers;
  private final List<SkippedPlugin> skipped;
  private final Set<String> refused;

  private PluginFolder(
      Collection<ModuleLayer> layers, List<SkippedPlugin> skipped, Set<String> refused) {
    this.layers = List.copyOf(layers);
    this.skipped = List.copyOf(skipped);
    this.refused = Set.copyOf(refused);
  }

  private static String refusal(String module, Class<?> service) {
    return module + " " + service.getName();
  }

  /** Returns whether a module's implementation of an extension point is for another API version. */
  boolean isRefused(Module module, Class<?> service) {
    return refused.contains(refusal(String.valueOf(module.getName()), service));
  }

  /**
   * Returns the folder named by the system property {@value #PROPERTY}, loaded once per process;
   * empty if it is not set.
   */
  public static Optional<PluginFolder> installed() {
    return Optional.ofNullable(Installed.FOLDER);
  }

  /**
   * Loads the plugins of a folder, anew for each call.
   *
   * @param folder may not exist, in which case there are no plugins
   */
  public static PluginFolder load(Path folder) {
    ModuleDescriptor own = PluginFolder.class.getModule().getDescriptor();
    return load(folder, version(own));
  }

  /**
   * Loads a single plugin, anew for each call.
   *
   * @param plugin a jar, or a folder of jars
   */
  public static PluginFolder ofOne(Path plugin) {
    ModuleDescriptor own = PluginFolder.class.getModule().getDescriptor();
    return load(List.of(plugin), version(own), new ArrayList<>());
  }

  private static Optional<Version> version(@Nullable ModuleDescriptor module) {
    return Optional.ofNullable(module).flatMap(ModuleDescriptor::version);
  }

  /** Loads the plugins of a folder, checking them against a given version of this API. */
  static PluginFolder load(Path folder, Optional<Version> version) {
    List<SkippedPlugin> skipped = new ArrayList<>();
    return load(entries(folder, skipped), version, skipped);
  }

  private static PluginFolder load(
      List<Path> entries, Optional<Version> version, List<SkippedPlugin> skipped) {
    ModuleLayer parent = PluginFolder.class.getModule().getLayer();
    if (parent == null) {
      entries.forEach(
          entry ->
              skipped.add(
                  SkippedPlugin.of(
                      entry.toString(),
                      "Decipher itself is on the class path, not on the module path",
                      "put the plugin's jars on the class path, too")));
      return new PluginFolder(List.of(), skipped, Set.of());
    }
    return new Loading(parent, version, skipped).of(entries);
  }

  private static List<Path> entries(Path folder, List<SkippedPlugin> skipped) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> isJar(file) || isVisibleFolder(file))
          .sorted()
          .collect(Collectors.toList());
    } catch (IOException e) {
      skipped.add(
          SkippedPlugin.of(
              folder.toString(), "the folder cannot be read: " + e, "correct that", e));
      return List.of();
    }
  }

  private static boolean isJar(Path file) {
    return file.getFileName().toString().endsWith(JAR) && Files.isRegularFile(file);
  }

  private static boolean isVisibleFolder(Path file) {
    return Files.isDirectory(file) && !file.getFileName().toString().startsWith(".");
  }

  /** Returns the layers, one per plugin, ordered by path. */
  public List<ModuleLayer> layers() {
    return layers;
  }

  /** Returns the entries of the folder that could not be loaded. */
  public List<SkippedPlugin> skipped() {
    return skipped;
  }

  /** Returns the location of a module, as a path if it is a file; empty if unknown. */
  static String location(Module module) {
    ModuleLayer layer = module.getLayer();
    return layer == null
        ? ""
        : layer
            .configuration()
            .findModule(module.getName())
            .map(found -> location(found.reference()))
            .orElse("");
  }

  private static String location(ModuleReference reference) {
    Optional<URI> location = reference.location();
    if (location.isEmpty()) {
      return "";
    }
    URI uri = location.get();
    return "file".equals(uri.getScheme()) ? Path.of(uri).toString() : uri.toString();
  }

  static boolean isPlugin(ModuleDescriptor module) {
    return module.provides().stream()
        .anyMatch(service -> service.service().startsWith("io.decipher."));
  }

  private static boolean isPlugin(ModuleReference module) {
    return isPlugin(module.descriptor());
  }

  /** A jar or a folder of jars, before its layer is defined. */
  private record Entry(Path path, Map<String, ModuleReference> modules) {
    boolean isFolder() {
      return Files.isDirectory(path);
    }

    ModuleFinder finder(ModuleLayer parent) {
      return PluginModules.finder(modules.values(), parent);
    }

    boolean provides() {
      return modules.values().stream().anyMatch(PluginFolder::isPlugin);
    }
  }

  private static final class Loading {
    private final ModuleLayer parent;
    private final Optional<Version> version;
    private final List<SkippedPlugin> skipped;
    private final Map<String, Entry> homes = new TreeMap<>(); // by the name of each module in it
    private final Map<Path, ModuleLayer> layers = new LinkedHashMap<>();
    private final Set<Path> begun = new HashSet<>();
    private final Set<String> refused = new HashSet<>();

    Loading(ModuleLayer parent, Optional<Version> version, List<SkippedPlugin> skipped) {
      this.parent = parent;
      this.version = version;
      this.skipped = skipped;
    }

    PluginFolder of(List<Path> paths) {
      List<Entry> entries = new ArrayList<>();
      for (Path path : paths) {
        modules(path).ifPresent(modules -> entries.add(new Entry(path, modules)));
      }
      List<Entry> kept = withoutTwins(entries);
      kept.forEach(entry -> entry.modules().keySet().forEach(name -> homes.put(name, entry)));
      Set<Entry> libraries = new HashSet<>();
      for (Entry entry : kept) {
        if (!entry.provides()) {
          libraries.add(entry);
        }
      }
      for (Entry entry : kept) {
        if (!libraries.contains(entry)) {
          layer(entry);
        }
      }
      for (Entry library : libraries) {
        if (!begun.contains(library.path())) {
          skipped.add(providesNothing(library));
        }
      }
      TreeMap<Path, ModuleLayer> sorted = new TreeMap<>(layers);
      return new PluginFolder(sorted.values(), skipped, refused);
    }

    private Optional<Map<String, ModuleReference>> modules(Path path) {
      Map<String, ModuleReference> modules = new TreeMap<>();
      List<Path> jars;
      try (Stream<Path> files = Files.isDirectory(path) ? Files.list(path) : Stream.of(path)) {
        jars = files.filter(PluginFolder::isJar).sorted().collect(Collectors.toList());
      } catch (IOException e) {
        skip(path, "the folder cannot be read: " + e, "correct that", e);
        return Optional.empty();
      }
      if (jars.isEmpty()) {
        skip(path, "the folder holds no jar", "put the plugin's jars directly into it");
        return Optional.empty();
      }
      for (Path jar : jars) {
        try {
          for (ModuleReference module : ModuleFinder.of(jar).findAll()) {
            String name = module.descriptor().name();
            ModuleReference twin = modules.put(name, module);
            if (twin != null) {
              skip(
                  path,
                  "it holds the module "
                      + name
                      + " twice: "
                      + Path.of(location(twin)).getFileName()
                      + " and "
                      + jar.getFileName(),
                  "delete one of them");
              return Optional.empty();
            }
          }
        } catch (FindException | SecurityException e) {
          PluginFaults.Fault fault = PluginFaults.ofJar(jar, e);
          skip(jar, fault.reason(), fault.remedy(), e);
          return Optional.empty();
        }
      }
      return Optional.of(modules);
    }

    /** Keeps the newest of several entries that contain the same plugin. */
    private List<Entry> withoutTwins(List<Entry> entries) {
      Map<String, Entry> newest = new TreeMap<>();
      Set<Entry> older = new HashSet<>();
      for (Entry entry : entries) {
        for (ModuleReference module : entry.modules().values()) {
          String name = module.descriptor().name();
          Entry other = entry.provides() && isPlugin(module) ? newest.get(name) : null;
          if (other == null) {
            if (isPlugin(module)) {
              newest.put(name, entry);
            }
            continue;
          }
          ModuleReference twin = Objects.requireNonNull(other.modules().get(name));
          boolean newer = compare(module, twin) > 0;
          Entry loser = newer ? other : entry;
          Entry winner = newer ? entry : other;
          newest.put(name, winner);
          if (older.add(loser)) {
            skip(
                loser.path(),
                "it is the plugin module "
                    + name
                    + " a second time, version "
                    + version(newer ? twin : module)
                    + "; "
                    + winner.path().getFileName()
                    + " has version "
                    + version(newer ? module : twin),
                "delete one of them");
          }
        }
      }
      return entries.stream().filter(entry -> !older.contains(entry)).toList();
    }

    private static int compare(ModuleReference one, ModuleReference other) {
      Optional<Version> first = one.descriptor().version();
      Optional<Version> second = other.descriptor().version();
      return first.isPresent() && second.isPresent()
          ? first.get().compareTo(second.get())
          : Boolean.compare(first.isPresent(), second.isPresent());
    }

    private static String version(ModuleReference module) {
      return module.descriptor().rawVersion().orElse("unknown");
    }

    private static SkippedPlugin providesNothing(Entry entry) {
      for (ModuleReference module : entry.modules().values()) {
        for (PluginKind kind : PluginKind.values()) {
          String file = "META-INF/services/" + kind.service().getName();
          if (PluginModules.has(module, file)) {
            return SkippedPlugin.of(
                location(module),
                "its " + file + " names plugins, but its module-info has no `provides` for them",
                "add `provides "
                    + kind.service().getName()
                    + " with …;` to module-info.java, which is all that counts in a module");
          }
        }
      }
      return SkippedPlugin.of(
          entry.path().toString(),
          "it provides no plugin",
          "if it is a library of a plugin, put both into a folder of their own in here; if it is a"
              + " plugin, name its provider in module-info.java or in META-INF/services");
    }

    /** Returns the layer of an entry, defined on the first call; null if that fails. */
    private @Nullable ModuleLayer layer(Entry entry) {
      if (!begun.add(entry.path())) {
        return layers.get(entry.path());
      }
      for (ModuleReference module : entry.modules().values()) {
        Optional<SkippedPlugin> old = checkApi(module);
        if (old.isPresent()) {
          skipped.add(old.get());
          return null;
        }
      }
      List<ModuleLayer> parents = new ArrayList<>();
      for (String needed : needs(entry)) {
        Entry home = homes.get(needed);
        ModuleLayer layer = home == null ? null : layer(home);
        if (layer == null) {
          skip(
              entry.path(),
              "it needs the module "
                  + needed
                  + (home == null
                      ? ", which is neither in Decipher nor next to it"
                      : ", which is itself skipped (" + home.path().getFileName() + ")"),
              home != null
                  ? "correct that first"
                  : entry.isFolder()
                      ? "put the jar of that module into this folder"
                      : "put both jars into a folder of their own in here");
          return null;
        }
        if (!parents.contains(layer)) {
          parents.add(layer);
        }
      }
      parents.add(parent);
      return define(entry, parents);
    }

    private @Nullable ModuleLayer define(Entry entry, List<ModuleLayer> parents) {
      try {
        Configuration configuration =
            Configuration.resolve(
                entry.finder(parent),
                parents.stream().map(ModuleLayer::configuration).toList(),
                ModuleFinder.of(),
                entry.modules().keySet());
        ModuleLayer.Controller controller =
            ModuleLayer.defineModulesWithOneLoader(
                configuration, parents, PluginFolder.class.getClassLoader());
        PluginModules.letRead(controller);
        PluginModules.enableNativeAccess(controller);
        layers.put(entry.path(), controller.layer());
        return controller.layer();
      } catch (FindException
          | ResolutionException
          | LayerInstantiationException
          | SecurityException e) {
        PluginFaults.Fault fault = PluginFaults.ofLayer(e, entry.isFolder());
        skip(entry.path(), fault.reason(), fault.remedy(), e);
        return null;
      }
    }

    /**
     * Returns the modules that an entry requires but that neither it nor the parent layer contains.
     */
    private List<String> needs(Entry entry) {
      return entry.modules().values().stream()
          .flatMap(module -> module.descriptor().requires().stream())
          .filter(required -> !required.modifiers().contains(Requires.Modifier.STATIC))
          .map(Requires::name)
          .filter(name -> !entry.modules().containsKey(name))
          .filter(name -> parent.findModule(name).isEmpty())
          .distinct()
          .sorted()
          .toList();
    }

    private Optional<SkippedPlugin> checkApi(ModuleReference module) {
      if (version.isEmpty() || !isPlugin(module)) {
        return Optional.empty();
      }
      String place = location(module);
      Optional<ApiRanges> ranges;
      try {
        ranges = manifestRanges(module).or(() -> compiledRange(module).map(ApiRanges::of));
      } catch (IllegalArgumentException e) {
        return Optional.of(
            SkippedPlugin.of(
                place,
                "its manifest's " + ApiRange.ATTRIBUTE + " cannot be read: " + e.getMessage(),
                "write a range of versions, or nothing",
                e));
      }
      List<PluginKind> outside =
          ranges.map(all -> all.refused(module.descriptor(), version.get())).orElse(List.of());
      if (outside.isEmpty()) {
        return Optional.empty();
      }
      boolean whole = outside.size() == ApiRanges.kinds(module.descriptor()).size();
      String titles = outside.stream().map(PluginKind::title).collect(Collectors.joining(", "));
      SkippedPlugin reason =
          SkippedPlugin.of(
              place,
              (whole ? "it is" : "its " + titles + " is")
                  + " made for versions "
                  + (whole ? ranges.get() : ranges.get().of(outside.get(0)).get())
                  + " of Decipher, but this is "
                  + version.get(),
              "take a build of it for this version, or another Decipher");
      if (whole) {
        return Optional.of(reason);
      }
      skipped.add(reason);
      for (PluginKind kind : outside) {
        refused.add(refusal(module.descriptor().name(), kind.service()));
      }
      return Optional.empty();
    }

    private static Optional<ApiRange> compiledRange(ModuleReference module) {
      return module.descriptor().requires().stream()
          .filter(required -> required.name().equals("io.decipher.api"))
          .flatMap(required -> required.compiledVersion().stream())
          .flatMap(version -> ApiRange.compiledAgainst(version).stream())
          .findFirst();
    }

    private static Optional<ApiRanges> manifestRanges(ModuleReference module) {
      if (module.descriptor().name().startsWith("io.decipher.")) {
        return Optional.empty(); // compiled version suffices, without opening the jar
      }
      try (ModuleReader reader = module.open()) {
        Optional<InputStream> file = reader.open("META-INF/MANIFEST.MF");
        if (file.isEmpty()) {
          return Optional.empty();
        }
        try (InputStream in = file.get()) {
          return Optional.ofNullable(
                  new Manifest(in).getMainAttributes().getValue(ApiRange.ATTRIBUTE))
              .map(ApiRanges::parse);
        }
      } catch (IOException e) {
        return Optional.empty(); // reported when a class is loaded from it
      }
    }

    private void skip(Path path, String reason, String remedy) {
      skipped.add(SkippedPlugin.of(path.toString(), reason, remedy));
    }

    private void skip(Path path, String reason, String remedy, Throwable cause) {
      skipped.add(SkippedPlugin.of(path.toString(), reason, remedy, cause));
    }
  }
}
