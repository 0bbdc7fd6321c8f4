// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.PluginFolder;
import io.decipher.api.Plugins;
import io.decipher.api.Plugins.Description;
import io.decipher.api.Settings;
import io.decipher.api.Sha256;
import io.decipher.api.SkippedPlugin;
import io.decipher.api.spi.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The findings about a plugin, i.e. a jar or a folder of jars, and about its results on a little
 * data.
 */
final class PluginVerification {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final int LONGEST_DESCRIPTION = 100;

  private final List<String> lines = new ArrayList<>();
  private final Set<String> modules = new TreeSet<>();
  private final Settings given;
  private final boolean isTried;
  private int failures;

  private PluginVerification(Settings given, boolean isTried) {
    this.given = given;
    this.isTried = isTried;
  }

  /**
   * Examines a plugin.
   *
   * @param plugin a jar, or a folder of jars
   * @param given settings to create it with in addition to its defaults, if it contains a single
   *     plugin
   */
  static PluginVerification of(Path plugin, Settings given) {
    return of(plugin, new PluginVerification(given, true));
  }

  /** Examines a plugin without running it on data. */
  static PluginVerification untried(Path plugin) {
    return of(plugin, new PluginVerification(Settings.empty(), false));
  }

  private static PluginVerification of(Path plugin, PluginVerification verification) {
    if (!Files.exists(plugin)) {
      throw new DecipherException(plugin + " is not there; name a jar, or a folder of jars");
    }
    verification.look(plugin);
    return verification;
  }

  /** Returns the findings as human-readable lines. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Returns whether nothing is wrong. */
  boolean holds() {
    return failures == 0;
  }

  /** Returns the modules that contain plugins. */
  Set<String> modules() {
    return Set.copyOf(modules);
  }

  private void look(Path plugin) {
    Plugins found = Plugins.of(PluginFolder.ofOne(plugin));
    jars(plugin).forEach(this::describe);
    for (SkippedPlugin skipped : found.skipped()) {
      fail(skipped.jar() + ": " + skipped.reason() + "; " + skipped.remedy());
    }
    if (found.skipped().isEmpty()) {
      good("its modules form a layer of their own");
    }
    if (found.all().isEmpty() && found.skipped().isEmpty()) {
      fail("it provides no plugin");
    }
    for (Description one : found.all()) {
      modules.add(one.module());
      lines.add(one.kind().title() + " " + one.name() + ": " + one.description());
      look(one);
      settings(found, one);
    }
  }

  private static List<Path> jars(Path plugin) {
    if (!Files.isDirectory(plugin)) {
      return List.of(plugin);
    }
    try (Stream<Path> files = Files.list(plugin)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new DecipherException(plugin + " cannot be listed: " + e, e);
    }
  }

  private void describe(Path jar) {
    lines.add(String.valueOf(jar.getFileName()));
    try {
      lines.add("  SHA-256    " + Sha256.hex(jar));
      try (JarFile file = new JarFile(jar.toFile())) {
        Manifest manifest = file.getManifest();
        Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
        String range = main.getValue("Decipher-API");
        if (range != null) {
          lines.add("  Decipher   " + range);
        }
        String licence = main.getValue("Bundle-License");
        lines.add("  licence    " + (licence == null ? licenceFiles(file) : licence));
      }
    } catch (IOException e) {
      lines.add("  cannot be read: " + e.getMessage());
    }
  }

  private static String licenceFiles(JarFile file) {
    String files =
        file.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.matches("(META-INF/)?(LICEN[CS]E|COPYING)[^/]*"))
            .collect(Collectors.joining(", "));
    return files.isEmpty() ? "none is included; ask before you pass it on" : "see " + files;
  }

  private void look(Description one) {
    String name = one.name().substring(one.name().lastIndexOf('/') + 1);
    if (NAME.matcher(name).matches()) {
      good("its name is lower-case words joined by hyphens");
    } else {
      fail("its name '" + name + "' is not lower-case words joined by hyphens");
    }
    if (one.description().contains("\n") || one.description().length() > LONGEST_DESCRIPTION) {
      fail("its description is not one line of at most " + LONGEST_DESCRIPTION + " characters");
    }
    services(one);
  }

  /** Checks that the plugin is found on a class path, too. */
  private void services(Description one) {
    Path jar = Path.of(one.jar());
    if (!Files.isRegularFile(jar)) {
      return;
    }
    String service = "META-INF/services/" + one.kind().service().getName();
    try (JarFile file = new JarFile(jar.toFile())) {
      ZipEntry entry = file.getEntry(service);
      if (entry == null) {
        fail(
            service
                + " is missing, so that it is not found on a class path; name its provider there");
        return;
      }
      try (InputStream in = file.getInputStream(entry)) {
        List<String> named =
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        List<String> without =
            named.stream()
                .filter(type -> file.getEntry(type.replace('.', '/') + ".class") == null)
                .toList();
        if (without.isEmpty()) {
          good("it is found on a class path, too");
        } else {
          fail(service + " names classes that are not in the jar: " + String.join(", ", without));
        }
      }
    } catch (IOException e) {
      fail(jar + " cannot be read: " + e.getMessage());
    }
  }

  /** Checks that the defaults in its {@code reference.conf} are settings that it knows. */
  private void settings(Plugins found, Description one) {
    Settings named = Settings.parse("verify", "type = \"" + one.name() + "\"");
    Settings block = found.all().size() == 1 ? given.over(named) : named;
    try {
      Provider<?> provider = found.provider(one.kind().service(), block);
      Object made = create(found, one.kind().service(), block);
      good(
          given.keys().isEmpty()
              ? "it can be created with its defaults"
              : "it can be created with these settings");
      if (isTried) {
        new PluginTrial(provider, this::good, this::fail, text -> lines.add("  note  " + text))
            .of(made);
      }
    } catch (ConfigurationException e) {
      for (String problem : e.problems()) {
        if (problem.contains(" is no setting")) {
          fail("reference.conf and the record of settings differ: " + problem);
        } else {
          lines.add("  note  its defaults alone do not suffice to create it: " + problem);
        }
      }
    } catch (DecipherException e) {
      lines.add("  note  its defaults alone do not suffice to create it: " + e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      fail("its create() throws " + e);
    }
  }

  @SuppressWarnings("unchecked") // a service creates its own type
  private static Object create(
      Plugins found, Class<? extends Provider<?>> service, Settings block) {
    return found.create((Class<? extends Provider<Object>>) service, block);
  }

  private void good(String what) {
    lines.add("  ok    " + what);
  }

  private void fail(String what) {
    failures++;
    lines.add("  FAIL  " + what);
  }
}
