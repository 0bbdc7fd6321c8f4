// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.Dataset;
import io.decipher.api.InputFile;
import io.decipher.api.PluginResults;
import io.decipher.api.Plugins;
import io.decipher.api.Recognized;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.data.DescribedDataset;
import io.decipher.runtime.internal.data.SortedCopies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Creates data sets from configuration blocks, and detects the type of data at a path. */
public final class DataSets {
  private static final int LOOKED_AT = 100_000;
  private static final int SHOWN = 5;
  private static final int DEPTH = 32;

  /** The settings that may name the location of a data set's files. */
  private static final List<String> PLACES = List.of("path", "directory");

  private DataSets() {}

  /**
   * The type of the data at a path.
   *
   * @param type the name of the data set plugin that reads it
   * @param summary what was found, in one line
   * @param overrides a configuration for it, with the block {@code decipher}
   */
  public record Kind(String type, String summary, Settings overrides) {}

  /**
   * Creates the data set of a block: that of its plugin, with {@code attributes}, {@code truth} and
   * {@code nuisance}, which are common to all data sets.
   *
   * @param block {@code decipher.dataset}
   * @throws ConfigurationException if its settings are invalid
   */
  public static Dataset open(Settings block, Plugins plugins) {
    return DescribedDataset.open(block, plugins);
  }

  /**
   * Detects the type of the data at a path: the most confident plugin reads it.
   *
   * @param path a file or a folder
   * @param configured the plugin named by a person, in which case no other one is consulted
   * @throws ConfigurationException if the path does not exist, no plugin recognises it, or two are
   *     equally confident
   */
  public static Kind recognize(Path path, Optional<String> configured, Plugins plugins) {
    if (!Files.exists(path)) {
      throw new ConfigurationException(
          List.of(path + ": there is no such file or folder; expected the data to look at"));
    }
    if (InputFile.isPipe(path)) {
      throw new ConfigurationException(List.of(path + ": " + InputFile.problem(path)));
    }
    List<DatasetProvider> providers = plugins.providers(DatasetProvider.class);
    if (configured.isPresent()) {
      return named(path, configured.get(), plugins);
    }
    List<Kind> best = new ArrayList<>();
    int surest = 0;
    for (DatasetProvider provider : providers) {
      Optional<Recognized> found =
          PluginResults.there(provider.recognize(path), provider, "recognize", "an Optional");
      if (found.isEmpty() || found.get().confidence() < surest) {
        continue;
      }
      if (found.get().confidence() > surest) {
        best.clear();
        surest = found.get().confidence();
      }
      best.add(kind(provider, found.get()));
    }
    if (best.size() == 1) {
      return best.get(0);
    }
    String remedy = "; state the kind with -D decipher.dataset.type=" + names(best, providers);
    throw new ConfigurationException(
        List.of(
            best.isEmpty()
                ? path + ": no plugin recognises this: " + contents(path) + remedy
                : path
                    + ": could be "
                    + best.stream()
                        .map(kind -> kind.type() + " (" + kind.summary() + ")")
                        .collect(Collectors.joining(" or "))
                    + remedy));
  }

  /**
   * Checks that a folder into which files are to be sorted is empty.
   *
   * @throws ConfigurationException if it is not
   */
  public static void requireEmpty(Path target) {
    SortedCopies.requireEmpty(target);
  }

  /**
   * Checks before any work that the files of a block exist.
   *
   * @param block {@code decipher.dataset}, resolved
   * @throws ConfigurationException with the setting and the path
   */
  static void requireThere(Settings block) {
    for (String key : PLACES) {
      Optional<String> place = block.text(key);
      if (place.isPresent() && !Files.exists(Path.of(place.get()))) {
        throw new ConfigurationException(
            List.of(
                block.place(key)
                    + "decipher.dataset."
                    + key
                    + " = "
                    + place.get()
                    + ": there is no such file or folder"
                    + (Path.of(place.get()).isAbsolute()
                        ? ""
                        : " in " + Path.of("").toAbsolutePath())));
      }
    }
  }

  /**
   * Returns the settings of a run with relative data paths resolved although the working directory
   * has changed: they are resolved against the nearest ancestor of the run directory that contains
   * them.
   *
   * @param all with the block {@code decipher}, as stored in the run directory
   * @param run the run directory
   */
  public static Settings relocated(Settings all, Path run) {
    Settings root = all.at(Configuration.ROOT);
    Settings dataset = root.at("dataset");
    for (String key : List.of("path", "directory", "attributes", "truth")) {
      Optional<String> configured = dataset.text(key);
      if (configured.isPresent() && !Files.exists(Path.of(configured.get()))) {
        Optional<Path> found = above(run, Path.of(configured.get()));
        if (found.isPresent()) {
          dataset = dataset.with(key, found.get().toString());
        }
      }
    }
    return all.with(Configuration.ROOT, root.with("dataset", dataset));
  }

  private static Optional<Path> above(Path run, Path configured) {
    if (configured.isAbsolute()) {
      return Optional.empty();
    }
    for (Path base = run.toAbsolutePath().normalize(); base != null; base = base.getParent()) {
      if (Files.exists(base.resolve(configured))) {
        return Optional.of(base.resolve(configured));
      }
    }
    return Optional.empty();
  }

  private static String names(List<Kind> best, List<DatasetProvider> all) {
    return best.isEmpty()
        ? all.stream().map(DatasetProvider::name).collect(Collectors.joining("|"))
        : best.stream().map(Kind::type).collect(Collectors.joining("|"));
  }

  private static Kind kind(DatasetProvider provider, Recognized found) {
    return new Kind(
        provider.name(),
        found.summary(),
        Settings.empty().with(Configuration.ROOT, found.overrides()));
  }

  /** Returns the type that a person named, with whatever its plugin recognises. */
  private static Kind named(Path path, String type, Plugins plugins) {
    Settings block = Settings.empty().withValue("type", type);
    DatasetProvider provider = plugins.provider(DatasetProvider.class, block);
    Optional<Recognized> found =
        PluginResults.there(provider.recognize(path), provider, "recognize", "an Optional");
    if (found.isPresent()) {
      return kind(provider, found.get());
    }
    Settings all = plugins.resolve(DatasetProvider.class, block);
    String key = all.keys().contains("path") ? "path" : "directory";
    return new Kind(
        type,
        contents(path),
        Settings.empty()
            .with(
                Configuration.ROOT,
                Settings.empty().with("dataset", block.withValue(key, path.toString()))));
  }

  /** Describes for people the files at a path, by their extensions. */
  public static String contents(Path path) {
    if (!Files.isDirectory(path)) {
      return "a file of " + size(path);
    }
    Map<String, Integer> endings = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(path, DEPTH)) {
      walk.limit(LOOKED_AT)
          .filter(Files::isRegularFile)
          .forEach(file -> endings.merge(ending(file), 1, Integer::sum));
    } catch (IOException | UncheckedIOException e) {
      return "a folder that cannot be listed (" + e.getMessage() + ")";
    }
    if (endings.isEmpty()) {
      return "an empty folder";
    }
    int files = endings.values().stream().mapToInt(Integer::intValue).sum();
    return "a folder of "
        + files
        + (files == 1 ? " file (" : " files (")
        + endings.entrySet().stream()
            .sorted(
                Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(SHOWN)
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "))
        + (endings.size() > SHOWN ? ", …)" : ")");
  }

  private static String size(Path file) {
    try {
      return Files.size(file) + " bytes";
    } catch (IOException e) {
      return "unknown size (" + e.getMessage() + ")";
    }
  }

  private static String ending(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(dot) : "without an extension";
  }
}
