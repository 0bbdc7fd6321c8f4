// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/** Jars of plugins, compiled and packed for a test, good and broken. */
final class PluginJars {
  private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
  private static final Pattern TYPE =
      Pattern.compile("(?:^|\\n)(?:public )?(?:final )?(?:class|record) (\\w+)");

  private final Path work;
  private int made;

  PluginJars(Path work) {
    this.work = work;
  }

  /** A jar to be. */
  final class Jar {
    private final Map<String, String> sources = new TreeMap<>();
    private final Map<String, String> resources = new TreeMap<>();
    private final List<Path> libraries = new ArrayList<>();
    private String version = "";
    private boolean beforeFramework;

    /** Adds a source, whose first type names its file; or a module-info. */
    Jar source(String source) {
      Matcher inPackage = PACKAGE.matcher(source);
      Matcher type = TYPE.matcher(source);
      if (source.contains("module ") && !inPackage.find()) {
        sources.put("module-info.java", source);
      } else {
        inPackage.reset();
        check(inPackage.find() && type.find(), source);
        sources.put(inPackage.group(1).replace('.', '/') + "/" + type.group(1) + ".java", source);
      }
      return this;
    }

    Jar resource(String name, String text) {
      resources.put(name, text);
      return this;
    }

    Jar version(String text) {
      version = text;
      return this;
    }

    /** What it is compiled against, which is not in it. */
    Jar library(Path jar) {
      libraries.add(jar);
      return this;
    }

    /** The libraries go before the framework's own. */
    Jar beforeFramework() {
      beforeFramework = true;
      return this;
    }

    Path pack(Path jar) throws IOException {
      Path home = work.resolve("jar-" + made++);
      List<String> arguments = new ArrayList<>(List.of("-nowarn", "-d", home + "/classes"));
      List<String> path = new ArrayList<>(List.of(System.getProperty("jdk.module.path")));
      libraries.forEach(library -> path.add(beforeFramework ? 0 : path.size(), library.toString()));
      boolean module = sources.containsKey("module-info.java");
      arguments.addAll(
          List.of(
              module ? "-p" : "-cp",
              String.join(File.pathSeparator, path),
              "--release",
              "17",
              "-proc:none"));
      for (Map.Entry<String, String> source : sources.entrySet()) {
        Path file = home.resolve("sources").resolve(source.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, source.getValue());
        arguments.add(file.toString());
      }
      run("javac", arguments);
      for (Map.Entry<String, String> resource : resources.entrySet()) {
        Path file = home.resolve("classes").resolve(resource.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, resource.getValue());
      }
      Files.createDirectories(jar.getParent());
      List<String> packing = new ArrayList<>(List.of("--create", "--file", jar.toString()));
      if (!version.isEmpty()) {
        packing.addAll(List.of("--module-version", version));
      }
      if (resources.containsKey("META-INF/MANIFEST.MF")) {
        packing.addAll(List.of("--manifest", home + "/classes/META-INF/MANIFEST.MF"));
      }
      packing.addAll(List.of("-C", home + "/classes", "."));
      run("jar", packing);
      return jar;
    }
  }

  Jar jar() {
    return new Jar();
  }

  private static void run(String tool, List<String> arguments) {
    StringWriter told = new StringWriter();
    PrintWriter out = new PrintWriter(told);
    int status =
        ToolProvider.findFirst(tool).orElseThrow().run(out, out, arguments.toArray(String[]::new));
    check(status == 0, tool + " " + arguments + ": " + told);
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /** Makes every class of a jar one of a JDK far ahead. */
  static void compiledForJdk(Path jar, int jdk, boolean moduleInfoToo) throws IOException {
    try (var files = FileSystems.newFileSystem(jar);
        var all = Files.walk(files.getPath("/"))) {
      for (Path file : all.filter(name -> name.toString().endsWith(".class")).toList()) {
        if (moduleInfoToo || !file.endsWith("module-info.class")) {
          byte[] bytes = Files.readAllBytes(file);
          bytes[7] = (byte) (44 + jdk);
          Files.write(file, bytes);
        }
      }
    }
  }

  /** The source of a provider of clusterers. */
  static String clusterer(String inPackage, String type, String name, String more) {
    return """
        package %s;

        import io.decipher.api.*;
        import io.decipher.api.spi.*;

        public final class %s implements ClustererProvider {
          %s
          public String name() { return "%s"; }
          public String description() { return "puts all into one class"; }
          public Clusterer create(Settings settings) {
            return (points, run) -> null;
          }
          public Class<?> yields() { return ClusterModel.class; }
        }
        """
        .formatted(inPackage, type, more, name);
  }

  /** The source of its module-info. */
  static String module(String name, String provider, String more) {
    return "module "
        + name
        + " {\n  requires io.decipher.api;\n  "
        + more
        + "\n  provides io.decipher.api.spi.ClustererProvider with "
        + provider
        + ";\n}\n";
  }

  /** A jar of one clusterer that works. */
  Jar good(String module, String name) {
    return jar()
        .source(module(module, module + ".Good", ""))
        .source(clusterer(module, "Good", name, ""));
  }
}
