// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.DecipherException;
import io.decipher.api.OutputFile;
import io.decipher.api.PluginKind;
import io.decipher.api.Plugins;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Maven project of a working plugin: code, settings, services file, contract test.
 *
 * @param example which example: a kind of plugin, or {@code model-djl}
 * @param name its name in a configuration
 * @param inPackage its package and module
 */
record PluginTemplate(String example, String name, String inPackage) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern PACKAGE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");
  private static final Pattern TOKEN = Pattern.compile("@(\\w+)@");
  private static final Pattern MAJOR_MINOR = Pattern.compile("(\\d+)\\.(\\d+).*");

  private static final String DJL =
      """
      <!-- Layers, training and storage on DJL, with its engines. -->
      <dependency>
        <groupId>io.decipher</groupId>
        <artifactId>decipher-djl</artifactId>
        <version>${decipher.version}</version>
        <scope>provided</scope>
      </dependency>
      """
          .indent(4);

  /** The type that a model's template yields: a nested type of its own. */
  private static final String TRAINED = "Trained";

  /**
   * What differs between examples: the kind, a one-line description, the type that the plugin is,
   * and the type that it yields.
   */
  private record Example(
      PluginKind kind, String description, String product, String yields, boolean djl) {
    Example(PluginKind kind, String description, String product, String yields) {
      this(kind, description, product, yields, false);
    }
  }

  private static final Map<String, Example> EXAMPLES = new LinkedHashMap<>();

  static {
    EXAMPLES.put(
        "dataset",
        new Example(
            PluginKind.DATASET,
            "Vectors from a text file, numbers separated by blanks",
            "Dataset",
            ""));
    EXAMPLES.put(
        "reader",
        new Example(
            PluginKind.READER, "Grey images of eight bits, one per file", "SampleReader", ""));
    EXAMPLES.put(
        "preprocessor",
        new Example(
            PluginKind.PREPROCESSOR,
            "Raises values to a power, to brighten or darken",
            "Preprocessor",
            ""));
    EXAMPLES.put(
        "feature",
        new Example(PluginKind.FEATURE, "Histograms of the values", "FeatureExtractor", ""));
    EXAMPLES.put(
        "projector",
        new Example(
            PluginKind.PROJECTOR,
            "Random projection (Johnson and Lindenstrauss 1984)",
            "Projector",
            "OutOfSampleProjection"));
    EXAMPLES.put(
        "clusterer",
        new Example(
            PluginKind.CLUSTERER,
            "Single linkage, cut at one distance",
            "Clusterer",
            "ClusterModel"));
    EXAMPLES.put(
        "model",
        new Example(
            PluginKind.MODEL,
            "Draws between two examples of a class (SMOTE)",
            "GenerativeModel",
            TRAINED));
    EXAMPLES.put(
        "model-djl",
        new Example(
            PluginKind.MODEL,
            "A dense autoencoder of images, on DJL",
            "GenerativeModel",
            TRAINED,
            true));
    EXAMPLES.put(
        "evaluator",
        new Example(
            PluginKind.EVALUATOR, "Distances of drawn samples to real ones", "Evaluator", ""));
  }

  /**
   * Checks the names.
   *
   * @throws DecipherException if there is no such example, or a name is invalid
   */
  PluginTemplate {
    if (!EXAMPLES.containsKey(example)) {
      throw new DecipherException(
          "there is no example of a " + example + "; there are: " + String.join(", ", examples()));
    }
    if (!NAME.matcher(name).matches()) {
      throw new DecipherException(
          "'"
              + name
              + "' is not a name for a plugin; expected lower-case words joined by hyphens, e.g."
              + " my-plugin");
    }
    if (!PACKAGE.matcher(inPackage).matches() || inPackage.startsWith("io.decipher")) {
      throw new DecipherException(
          "'"
              + inPackage
              + "' is not a name for your package; expected one such as"
              + " org.example.mine");
    }
  }

  /** Returns the names of the examples. */
  static Set<String> examples() {
    return Collections.unmodifiableSet(EXAMPLES.keySet());
  }

  private Example chosen() {
    Example chosen = EXAMPLES.get(example);
    if (chosen == null) {
      throw new IllegalStateException("checked by the constructor");
    }
    return chosen;
  }

  /** Returns the files of the project, by path. */
  Map<String, String> files() {
    String home = inPackage.replace('.', '/') + "/";
    String folder = example + "/";
    Map<String, String> files = new LinkedHashMap<>();
    files.put("pom.xml", filled("pom.xml.txt"));
    files.put("src/main/java/module-info.java", filled("module-info.java.txt"));
    files.put("src/main/java/" + home + className() + ".java", filled(folder + "Plugin.java.txt"));
    files.put("src/main/java/" + home + className() + "Provider.java", filled("Provider.java.txt"));
    files.put("src/main/resources/reference.conf", filled(folder + "reference.conf"));
    files.put(
        "src/main/resources/META-INF/services/" + chosen().kind.service().getName(),
        inPackage + "." + className() + "Provider\n");
    files.put(
        "src/test/java/" + home + className() + "Test.java", filled(folder + "Test.java.txt"));
    return files;
  }

  /** Writes the project into a directory that does not exist yet. */
  void write(Path directory) {
    if (Files.exists(directory)) {
      throw new DecipherException(directory + " already exists; name another with -o");
    }
    try {
      for (Map.Entry<String, String> file : files().entrySet()) {
        Path target = directory.resolve(file.getKey());
        Files.createDirectories(target.getParent());
        Files.writeString(target, file.getValue());
      }
    } catch (IOException e) {
      throw new DecipherException(
          directory + " cannot be written: " + OutputFile.problem(directory, e), e);
    }
  }

  /** Returns the name of the class, e.g. {@code MyPlugin} for {@code my-plugin}. */
  String className() {
    StringBuilder type = new StringBuilder();
    for (String word : name.split("-")) {
      type.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
    }
    return type.toString();
  }

  private String filled(String resource) {
    Matcher tokens = TOKEN.matcher(read(resource));
    StringBuilder text = new StringBuilder();
    while (tokens.find()) {
      tokens.appendReplacement(text, Matcher.quoteReplacement(value(tokens.group(1))));
    }
    tokens.appendTail(text);
    return text.toString();
  }

  private String value(String token) {
    Example chosen = chosen();
    return switch (token) {
      case "package" -> inPackage;
      case "class" -> className();
      case "name" -> name;
      case "product" -> chosen.product;
      case "service" -> chosen.kind.service().getSimpleName();
      case "description" -> chosen.description;
      case "version" -> version();
      case "range" -> range();
      case "imports" ->
          chosen.yields.isEmpty() || chosen.yields.equals(TRAINED)
              ? ""
              : "import io.decipher.api." + chosen.yields + ";\n";
      case "yields" ->
          chosen.yields.isEmpty()
              ? ""
              : "\n  @Override\n  public Class<?> yields() {\n    return "
                  + (chosen.yields.equals(TRAINED) ? className() + "." : "")
                  + chosen.yields
                  + ".class;\n  }\n";
      case "requires" -> chosen.djl ? "  requires io.decipher.djl;\n" : "";
      case "dependency" -> chosen.djl ? DJL : "";
      default -> throw new IllegalStateException("a template has @" + token + "@");
    };
  }

  private static String version() {
    ModuleDescriptor api = Plugins.class.getModule().getDescriptor();
    return api == null ? "0.1.0-SNAPSHOT" : api.rawVersion().orElse("0.1.0-SNAPSHOT");
  }

  /** Returns the range from this version to below the next one that may break a plugin. */
  private static String range() {
    Matcher numbers = MAJOR_MINOR.matcher(version());
    if (!numbers.matches()) {
      throw new IllegalStateException(version() + " is not a version");
    }
    int major = Integer.parseInt(numbers.group(1));
    int minor = Integer.parseInt(numbers.group(2));
    String next = major == 0 ? "0." + (minor + 1) : String.valueOf(major + 1);
    return "[" + major + "." + minor + "," + next + ")";
  }

  private static String read(String resource) {
    try (InputStream in = PluginTemplate.class.getResourceAsStream("plugin/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("plugin/" + resource + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
