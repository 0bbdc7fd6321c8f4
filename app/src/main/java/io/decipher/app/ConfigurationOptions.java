// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.ConfigurationException;
import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.runtime.DataSets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a configuration comes from: a preset, a file over it, single settings over both. */
final class ConfigurationOptions {
  static final List<String> PRESETS =
      List.of(
          "mnist",
          "auto",
          "quick",
          "vae-only",
          "gmvae",
          "objects",
          "plain",
          "likelihood",
          "gan",
          "denoising",
          "autoencoders");

  /** Those of {@code train} and {@code sweep}. */
  private static final List<String> FOR_TRAINING =
      List.of("likelihood", "gan", "denoising", "autoencoders");

  /** What data of a path are looked at by, if nothing else is said. */
  private static final String FEATURES = "features";

  private static final String ROUND = "round";
  private static final String FOR_PATHS = "auto";

  /** The data set that ships with Decipher, and the preset for it. */
  private static final String BUNDLED = "mnist";

  private static final String ROOT = "decipher";
  private static final String DATASET = "dataset";

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = {
        "A configuration that ships with Decipher: mnist (all 70,000 images; the default where no"
            + " data set is named), auto (any other data, by what they"
            + " themselves speak for; the default there, and where a PATH is given), quick (a"
            + " subset), vae-only (nothing but a VAE), gmvae (one that finds classes by itself),"
            + " plain (any data, by features that are named), objects (images that are no"
            + " handwriting, e.g. with -D"
            + " decipher.dataset.directory=DIR), likelihood, gan or denoising (for train),"
            + " autoencoders (for sweep)."
      })
  private @Nullable String preset;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Your configuration (HOCON); it goes over the preset, if one is named.")
  private @Nullable Path file;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = {
        "One setting, over all else; may be repeated.",
        "E.g. -D decipher.projector.neighbours=30"
      })
  private List<String> assignments = new ArrayList<>();

  ConfigurationOptions() {}

  /** Returns which of the options were given. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    if (preset != null) {
      given.add("--preset");
    }
    if (file != null) {
      given.add("-c");
    }
    if (!assignments.isEmpty()) {
      given.add("-D");
    }
    return given;
  }

  /** Returns the settings that the options name, without the defaults of plugins and jobs. */
  Settings settings() {
    Settings settings = own();
    String named = preset == null ? usual(settings) : preset;
    return named.isEmpty() ? settings : settings.over(under(settings, preset(named)));
  }

  /**
   * Returns what of a preset goes under one's own settings: whoever names other features means them
   * in every round, and not those that the preset finds classes again by.
   */
  private static Settings under(Settings own, Settings preset) {
    Settings named = own.at(ROOT);
    Settings block = preset.at(ROOT);
    return named.has(FEATURES) && !named.at(ROUND).has(FEATURES) && block.has(ROUND)
        ? preset.with(ROOT, block.with(ROUND, block.at(ROUND).without(FEATURES)))
        : preset;
  }

  /** Returns what file and single settings say; what is wrong with either is told at once. */
  private Settings own() {
    return over(assignments, file, preset);
  }

  /**
   * Returns single settings over a file.
   *
   * @throws ConfigurationException naming all that is wrong with them, and with the preset
   */
  static Settings over(List<String> assignments, @Nullable Path file, @Nullable String preset) {
    List<String> problems = new ArrayList<>();
    Settings settings = Settings.empty();
    try {
      settings = assigned(assignments);
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }
    try {
      settings = file == null ? settings : settings.over(Settings.loadLocated(file));
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }
    if (preset != null && !PRESETS.contains(preset)) {
      problems.add(noPreset(preset));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return settings;
  }

  private static String noPreset(String name) {
    return "--preset " + name + ": is no preset; known: " + String.join(", ", PRESETS);
  }

  /**
   * Returns the preset where none is named: that of MNIST where no data set is named; for other
   * data the one that chooses by the data, unless a file says what to go by.
   */
  private String usual(Settings settings) {
    Settings block = settings.has(ROOT) ? settings.at(ROOT) : Settings.empty();
    Settings dataset = block.has(DATASET) ? block.at(DATASET) : Settings.empty();
    if (dataset.type().isEmpty() && !dataset.has("directory") && !dataset.has("path")) {
      return BUNDLED;
    }
    boolean bundled = dataset.type().orElse(BUNDLED).equals(BUNDLED) && !dataset.has("directory");
    if (bundled) {
      return file == null ? BUNDLED : "";
    }
    return file == null || !block.has(FEATURES) ? "auto" : "";
  }

  /**
   * Returns the settings that the options name for a model alone. Where a preset of {@code
   * discover} names the directory, the model gets another, so that neither takes the other's name.
   */
  Settings settingsOfModel() {
    Settings own = own();
    String name = preset == null ? usual(own) : preset;
    boolean names = own.at("decipher").has("output");
    if (names || name.isEmpty() || FOR_TRAINING.contains(name)) {
      return settings();
    }
    Settings apart =
        Settings.empty()
            .with("decipher", Settings.empty().with("output", "runs/" + name + "-model"));
    return apart.over(settings());
  }

  /**
   * Returns the settings for what lies at a path: those that the options name, over what suits data
   * of the kind, over the preset.
   *
   * @param say is called with what was found, a line for people
   */
  Settings settings(Path path, Plugins plugins, Consumer<String> say) {
    Settings own = own();
    Optional<String> type = own.at("decipher").at("dataset").type();
    DataSets.Kind kind = DataSets.recognize(path, type, plugins);
    say.accept(kind.summary() + " in " + path + ": type = " + kind.type());
    Settings output =
        Settings.empty().with("decipher", Settings.empty().with("output", "runs/" + name(path)));
    String below = preset == null ? FOR_PATHS : preset;
    return own.over(output).over(suited(kind.overrides(), below)).over(under(own, preset(below)));
  }

  /** Returns what a run of a path is called: the file's or folder's name without its ending. */
  static String name(Path path) {
    Path last = path.toAbsolutePath().normalize().getFileName();
    String name = last == null ? "data" : last.toString();
    int dot = name.indexOf('.', 1);
    String stem = !Files.isDirectory(path) && dot > 0 ? name.substring(0, dot) : name;
    return stem.replaceAll("[^\\p{L}\\p{N}._-]+", "-");
  }

  /** Where features are chosen by the data, what suits their kind names none. */
  private static Settings suited(Settings overrides, String below) {
    return below.equals(FOR_PATHS) && overrides.has(ROOT)
        ? overrides.with(ROOT, overrides.at(ROOT).without(FEATURES))
        : overrides;
  }

  /** Returns single settings, later ones over earlier ones; all that are no settings are named. */
  static Settings assigned(List<String> assignments) {
    List<String> problems = new ArrayList<>();
    Settings settings = Settings.empty();
    for (String assignment : assignments) {
      try {
        settings = Settings.assignment(assignment).over(settings);
      } catch (ConfigurationException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return settings;
  }

  private static Settings preset(String name) {
    if (!PRESETS.contains(name)) {
      throw new ConfigurationException(List.of(noPreset(name)));
    }
    return read(name);
  }

  private static Settings read(String name) {
    try (InputStream in =
        ConfigurationOptions.class.getResourceAsStream("presets/" + name + ".conf")) {
      if (in == null) {
        throw new IllegalStateException("preset " + name + " is missing from the jar");
      }
      return Settings.parse(
          "preset " + name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("preset " + name + " cannot be read", e);
    }
  }
}
