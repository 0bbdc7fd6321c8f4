// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/** Explains why a plugin cannot be loaded, and attributes exceptions to plugins. */
final class PluginFaults {
  /** The reason, and what to do about it, one line each. */
  record Fault(String reason, String remedy) {}

  private static final int JAVA_1 = 44; // the class file version of Java 1.0

  private static final Pattern OF_MODULE =
      Pattern.compile("Unsupported major\\.minor version (\\d+)\\.\\d+");
  private static final Pattern OF_CLASS = Pattern.compile("class file version (\\d+)\\.\\d+");

  private static final Set<String> RUNNING = Set.of("io.decipher.runtime", "io.decipher.app");

  private PluginFaults() {}

  /** Returns why no module was found in a jar. */
  static Fault ofJar(Path jar, Throwable thrown) {
    Optional<Fault> newer = newer(thrown);
    if (newer.isPresent()) {
      return newer.get();
    }
    for (Throwable cause : causes(thrown)) {
      if (cause instanceof ZipException) {
        return new Fault(
            "the jar is damaged or truncated (" + cause.getMessage() + ")", "copy it again");
      }
    }
    Throwable root = root(thrown);
    return new Fault(
        "it cannot be used as a module: " + message(root),
        "give it a module-info, or Automatic-Module-Name in its manifest, or another file name than "
            + jar.getFileName());
  }

  /** Returns why modules cannot form a layer. */
  static Fault ofLayer(Throwable thrown, boolean isFolder) {
    return new Fault(
        "its modules do not fit together: " + message(root(thrown)),
        isFolder
            ? "put every library that it needs into the folder, once, and none that Decipher has"
            : "put the plugin and the libraries that it needs into a folder of their own in here");
  }

  /** Returns why a provider cannot be loaded. */
  static Fault ofProvider(String doing, Throwable thrown) {
    Optional<Fault> newer = newer(thrown);
    if (newer.isPresent()) {
      return newer.get();
    }
    Throwable root = root(thrown);
    if (root instanceof NoClassDefFoundError || root instanceof ClassNotFoundException) {
      return new Fault(
          doing
              + ": the class "
              + String.valueOf(root.getMessage()).replace('/', '.')
              + " is missing",
          "put the jar that has it beside the plugin's, both in a folder of their own");
    }
    return new Fault(
        doing
            + ": "
            + (root instanceof ServiceConfigurationError ? root.getMessage() : described(root)),
        "report it to its author");
  }

  /** Returns the plugin module whose code threw an exception; empty if it was Decipher's own. */
  static Optional<Module> module(Throwable thrown) {
    List<Throwable> causes = causes(thrown);
    Collections.reverse(causes);
    Map<String, Module> plugins = new TreeMap<>();
    List<ModuleLayer> layers = new ArrayList<>();
    PluginFolder.installed().ifPresent(folder -> layers.addAll(folder.layers()));
    Optional.ofNullable(PluginFaults.class.getModule().getLayer()).ifPresent(layers::add);
    for (ModuleLayer layer : layers) {
      for (Module module : layer.modules()) {
        if (!isOwn(module.getName()) && PluginFolder.isPlugin(module.getDescriptor())) {
          plugins.putIfAbsent(module.getName(), module);
        }
      }
    }
    for (Throwable cause : causes) {
      for (StackTraceElement frame : cause.getStackTrace()) {
        String name = String.valueOf(frame.getModuleName());
        if (plugins.containsKey(name)) {
          return Optional.of(plugins.get(name));
        }
        if (RUNNING.contains(name)) {
          break; // callers of the runtime are not what failed
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isOwn(String module) {
    return module.startsWith("io.decipher.");
  }

  private static Optional<Fault> newer(Throwable thrown) {
    for (Throwable cause : causes(thrown)) {
      String message = String.valueOf(cause.getMessage());
      for (Pattern pattern : List.of(OF_MODULE, OF_CLASS)) {
        Matcher found = pattern.matcher(message);
        if (found.find()) {
          int java = Integer.parseInt(found.group(1)) - JAVA_1;
          return Optional.of(
              new Fault(
                  "it is compiled for JDK "
                      + java
                      + ", and this is JDK "
                      + Runtime.version().feature(),
                  "start with JDK "
                      + java
                      + " or newer (JAVA_HOME), or take a build of it for this one"));
        }
      }
    }
    return Optional.empty();
  }

  private static String described(Throwable thrown) {
    return thrown.getMessage() == null
        ? "it throws " + thrown.getClass().getName()
        : "it throws " + thrown.getClass().getName() + ": " + message(thrown);
  }

  private static String message(Throwable thrown) {
    String message = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    return message.lines().findFirst().orElse("");
  }

  private static Throwable root(Throwable thrown) {
    List<Throwable> causes = causes(thrown);
    return causes.get(causes.size() - 1);
  }

  private static List<Throwable> causes(Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> causes = new ArrayList<>();
    for (Throwable at = thrown; at != null && seen.add(at); at = at.getCause()) {
      causes.add(at);
    }
    return causes;
  }
}
