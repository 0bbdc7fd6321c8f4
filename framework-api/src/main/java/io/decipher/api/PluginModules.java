// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Prepares a plugin's modules for a layer. An automatic module reads every module above it, so it
 * cannot be resolved if the framework has another version of one of its libraries: two modules
 * would export the same package to it. If a plugin brings such a library, its automatic modules are
 * therefore converted to open modules that read their siblings, and only those modules above that
 * share no packages with them.
 */
final class PluginModules {
  private static final String SERVICE_LOADER = "java/util/ServiceLoader";

  // Excludes arrays and package-info.
  private static final Pattern TYPE = Pattern.compile("[\\w$]+(/[\\w$]+)+");

  private PluginModules() {}

  static ModuleFinder finder(Collection<ModuleReference> modules, ModuleLayer parent) {
    boolean automatic = modules.stream().anyMatch(module -> module.descriptor().isAutomatic());
    Set<String> packages = new HashSet<>();
    modules.forEach(module -> packages.addAll(module.descriptor().packages()));
    List<ModuleReference> fit = new ArrayList<>(modules);
    if (automatic && overlaps(packages, parent)) {
      List<String> readable = readable(packages, parent);
      fit.replaceAll(
          module -> module.descriptor().isAutomatic() ? new Opened(module, readable) : module);
    }
    TreeMap<String, ModuleReference> byName = new TreeMap<>();
    fit.forEach(module -> byName.put(module.descriptor().name(), module));
    return new ModuleFinder() {
      @Override
      public Optional<ModuleReference> find(String name) {
        return Optional.ofNullable(byName.get(name));
      }

      @Override
      public Set<ModuleReference> findAll() {
        return Set.copyOf(byName.values());
      }
    };
  }

  private static boolean overlaps(Set<String> packages, ModuleLayer parent) {
    return parent.configuration().modules().stream()
        .anyMatch(module -> overlaps(packages, module.reference().descriptor()));
  }

  private static boolean overlaps(Set<String> packages, ModuleDescriptor module) {
    return module.packages().stream().anyMatch(packages::contains);
  }

  /** Returns the modules above that bring in none of the packages, directly or transitively. */
  private static List<String> readable(Set<String> packages, ModuleLayer parent) {
    Configuration above = parent.configuration();
    boolean automaticOverlaps =
        above.modules().stream()
            .map(module -> module.reference().descriptor())
            .anyMatch(module -> module.isAutomatic() && overlaps(packages, module));
    List<String> readable = new ArrayList<>();
    for (ResolvedModule module : above.modules()) {
      if (!brings(module.name(), above, packages, automaticOverlaps, new HashSet<>())) {
        readable.add(module.name());
      }
    }
    return readable;
  }

  private static boolean brings(
      String name,
      Configuration above,
      Set<String> packages,
      boolean automaticOverlaps,
      Set<String> seen) {
    Optional<ResolvedModule> module = above.findModule(name);
    if (module.isEmpty() || !seen.add(name)) {
      return false;
    }
    ModuleDescriptor descriptor = module.get().reference().descriptor();
    if (overlaps(packages, descriptor) || (automaticOverlaps && descriptor.isAutomatic())) {
      return true; // an automatic module implies readability of all others
    }
    return descriptor.requires().stream()
        .filter(required -> required.modifiers().contains(Requires.Modifier.TRANSITIVE))
        .anyMatch(required -> brings(required.name(), above, packages, automaticOverlaps, seen));
  }

  static boolean has(ModuleReference module, String name) {
    try (ModuleReader reader = module.open()) {
      return reader.find(name).isPresent();
    } catch (IOException e) {
      return false; // reported when a class is loaded from it
    }
  }

  /** Makes converted modules and their siblings read each other. */
  static void letRead(ModuleLayer.Controller controller) {
    Set<Module> modules = controller.layer().modules();
    if (controller.layer().configuration().modules().stream()
        .noneMatch(module -> module.reference() instanceof Opened)) {
      return;
    }
    for (Module module : modules) {
      for (Module other : modules) {
        controller.addReads(module, other);
      }
    }
  }

  /** JDK 22 and newer warn when a library loads native code; installing the plugin is consent. */
  static void enableNativeAccess(ModuleLayer.Controller controller) {
    if (Runtime.version().feature() < 22) {
      return;
    }
    try {
      var enable = ModuleLayer.Controller.class.getMethod("enableNativeAccess", Module.class);
      for (Module module : controller.layer().modules()) {
        enable.invoke(controller, module);
      }
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      // Without it the JDK only warns when native code is loaded.
      System.getLogger(Plugins.LOGGER).log(System.Logger.Level.DEBUG, "native access", e);
    }
  }

  /** An automatic module converted to an open module with given dependencies. */
  private static final class Opened extends ModuleReference {
    private final ModuleReference original;

    Opened(ModuleReference original, List<String> readable) {
      super(opened(original, readable), original.location().orElse(null));
      this.original = original;
    }

    private static ModuleDescriptor opened(ModuleReference module, List<String> readable) {
      ModuleDescriptor automatic = module.descriptor();
      ModuleDescriptor.Builder builder = ModuleDescriptor.newOpenModule(automatic.name());
      automatic.version().ifPresent(builder::version);
      builder.packages(automatic.packages());
      automatic.packages().forEach(builder::exports);
      automatic.provides().forEach(builder::provides);
      usedServices(module).forEach(builder::uses);
      for (String name : readable) {
        boolean base = name.equals("java.base");
        builder.requires(base ? Set.of(Requires.Modifier.MANDATED) : Set.of(), name);
      }
      return builder.build();
    }

    @Override
    public ModuleReader open() throws IOException {
      return original.open();
    }
  }

  /** Returns the possible services: classes named in a class file that also names ServiceLoader. */
  private static Set<String> usedServices(ModuleReference module) {
    Set<String> services = new TreeSet<>();
    try (ModuleReader reader = module.open();
        var names = reader.list()) {
      for (String name : names.filter(name -> name.endsWith(".class")).toList()) {
        Optional<InputStream> file = reader.open(name);
        if (file.isPresent()) {
          try (DataInputStream in = new DataInputStream(file.get())) {
            Set<String> mentioned = mentioned(in);
            if (mentioned.remove(SERVICE_LOADER)) {
              mentioned.stream()
                  .filter(type -> TYPE.matcher(type).matches())
                  .forEach(type -> services.add(type.replace('/', '.')));
            }
          }
        }
      }
      return services;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the class names in the constant pool of a class file (JVMS 4.4). */
  private static Set<String> mentioned(DataInputStream in) throws IOException {
    in.readInt(); // magic
    in.readInt(); // version
    int count = in.readUnsignedShort();
    String[] texts = new String[count];
    List<Integer> classes = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> texts[i] = in.readUTF();
        case 7 -> classes.add(in.readUnsignedShort());
        case 8, 16, 19, 20 -> in.skipNBytes(2);
        case 15 -> in.skipNBytes(3);
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
        case 5, 6 -> {
          in.skipNBytes(8);
          i++; // long and double take two entries
        }
        default -> throw new IOException("a class file's constant pool has an entry " + tag);
      }
    }
    Set<String> mentioned = new HashSet<>();
    classes.forEach(index -> mentioned.add(texts[index]));
    return mentioned;
  }
}
