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

/**
 * The sources of a configuration: a preset, overridden by a file, overridden by single settings.
 */
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
          "diffusion",
          "gan",
          "denoising",
          "autoencoders");

  /** The presets for {@code train} and {@code sweep}. */
  private static final List<String> FOR_TRAINING =
      List.of("likelihood", "diffusion", "gan", "denoising", "autoencoders");

  /** The setting for the features of the data of a path. */
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
        "A configuration that ships with Decipher: mnist (all 70,000 images; the default if no data"
            + " set is given), auto (any other data, with features chosen by the data; the default"
            + " for these, and if a PATH is given), quick (a subset), vae-only (only a VAE), gmvae"
            + " (a VAE that finds classes by itself), plain (any data, with fixed features),"
            + " objects (images other than handwriting, e.g. with -D"
            + " decipher.dataset.directory=DIR), likelihood, diffusion, gan or denoising (for"
            + " train), autoencoders (for sweep)."
      })
  private @Nullable String preset;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Your configuration (HOCON); it overrides the preset, if one is given.")
  private @Nullable Path file;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = {
        "One setting, which overrides all others; may be repeated.",
        "E.g. -D decipher.projector.neighbours=30"
      })
  private List<String> assignments = new ArrayList<>();

  ConfigurationOptions() {}

  /** Returns the names of the options that were given. */
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

  /** Returns the settings given by the options, without the defaults of plugins and jobs. */
  Settings settings() {
    Settings settings = own();
    String named = preset == null ? usual(settings) : preset;
    return named.isEmpty() ? settings : settings.over(under(settings, preset(named)));
  }

  /**
   * Returns the part of a preset that applies beneath the user's own settings: features that the
   * user sets are meant for every round, so the preset's features for later rounds are removed.
   */
  private static Settings under(Settings own, Settings preset) {
    Settings named = own.at(ROOT);
    Settings block = preset.at(ROOT);
    return named.has(FEATURES) && !named.at(ROUND).has(FEATURES) && block.has(ROUND)
        ? preset.with(ROOT, block.with(ROUND, block.at(ROUND).without(FEATURES)))
        : preset;
  }

  /**
   * Returns the settings of the file and of single assignments; errors in either are reported at
   * once.
   */
  private Settings own() {
    return over(assignments, file, preset);
  }

  /**
   * Returns single settings over those of a file.
   *
   * @throws ConfigurationException naming everything that is wrong with them, and with the preset
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
    return "--preset " + name + ": is not a preset; known: " + String.join(", ", PRESETS);
  }

  /**
   * Returns the default preset: that of MNIST if no data set is set, or only MNIST itself and no
   * file is given; {@code auto} for other data, unless a file is given and features are set.
   * Otherwise returns an empty text.
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
   * Returns the settings given by the options for a model alone. If the directory comes from a
   * preset of {@code discover}, the model gets a different one, so that the two do not collide.
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
   * Returns the settings for the data at a path: those given by the options, over those suitable
   * for the kind of data, over the preset.
   *
   * @param say receives what was recognised, as one human-readable line
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

  /**
   * Returns the name of a run for a path: the name of the file without its extension, or that of
   * the folder.
   */
  static String name(Path path) {
    Path last = path.toAbsolutePath().normalize().getFileName();
    String name = last == null ? "data" : last.toString();
    int dot = name.indexOf('.', 1);
    String stem = !Files.isDirectory(path) && dot > 0 ? name.substring(0, dot) : name;
    return stem.replaceAll("[^\\p{L}\\p{N}._-]+", "-");
  }

  /**
   * Removes the features from the settings for a kind of data, if features are chosen
   * automatically.
   */
  private static Settings suited(Settings overrides, String below) {
    return below.equals(FOR_PATHS) && overrides.has(ROOT)
        ? overrides.with(ROOT, overrides.at(ROOT).without(FEATURES))
        : overrides;
  }

  /**
   * Returns single settings, later ones over earlier ones; all invalid assignments are reported
   * together.
   */
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
