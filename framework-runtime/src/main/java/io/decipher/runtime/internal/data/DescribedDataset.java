// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import io.decipher.api.Attributes;
import io.decipher.api.ConfigurationException;
import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.GroundTruth;
import io.decipher.api.InputFile;
import io.decipher.api.Plugins;
import io.decipher.api.Prepared;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.text.NamedTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A data set with additional information on its samples: the settings {@code attributes}, {@code
 * truth} and {@code nuisance}, which have the same meaning for every plugin. A plugin with a
 * setting of one of these names reads it itself, for instance because it matches rows by time; the
 * others are handled here, by sample name.
 */
public final class DescribedDataset implements Dataset {
  private static final String ATTRIBUTES = "attributes";
  private static final String TRUTH = "truth";
  private static final String NUISANCE = "nuisance";
  private static final String FOLDER = "folder";
  private static final String RECORDING = "recording";

  private final Dataset base;
  private final Own own;
  private @Nullable Samples all; // guarded by this
  private int training; // guarded by this

  private DescribedDataset(Dataset base, Own own) {
    this.base = base;
    this.own = own;
  }

  /**
   * The settings handled here.
   *
   * @param attributes a table with a column {@code name}
   * @param truth {@code folder}, or a table with columns {@code name} and {@code class}
   * @param nuisance attributes on which classes must not depend
   */
  public record Own(Optional<Path> attributes, Optional<String> truth, List<String> nuisance) {
    /** Copies the list. */
    public Own {
      nuisance = List.copyOf(nuisance);
    }
  }

  /**
   * Creates the data set of a block, with its additional information.
   *
   * @throws ConfigurationException if its settings are invalid
   */
  public static Dataset open(Settings block, Plugins plugins) {
    Settings mine = mine(plugins.located(DatasetProvider.class, block), plugins);
    Settings rest = block;
    for (String key : mine.keys()) {
      rest = rest.without(key);
    }
    Dataset base = plugins.create(DatasetProvider.class, rest);
    Settings defaults =
        Settings.parse("defaults", "attributes = null, truth = null, nuisance = []");
    Own own = mine.over(defaults).as(Own.class);
    return own.attributes().isEmpty() && own.truth().isEmpty() && own.nuisance().isEmpty()
        ? base
        : new DescribedDataset(base, own);
  }

  /** Returns the settings of a block that are not handled by its plugin. */
  private static Settings mine(Settings block, Plugins plugins) {
    Set<String> known = new HashSet<>();
    block
        .type()
        .ifPresent(
            type ->
                known.addAll(plugins.resolve(DatasetProvider.class, block.only("type")).keys()));
    List<String> keys = new ArrayList<>();
    for (String key : List.of(ATTRIBUTES, TRUTH, NUISANCE)) {
      boolean isFolder = key.equals(TRUTH) && block.text(key).filter(FOLDER::equals).isPresent();
      if (block.has(key) && (!known.contains(key) || isFolder)) {
        keys.add(key);
      }
    }
    return block.only(keys.toArray(String[]::new));
  }

  /**
   * Returns how other files are prepared in the same way, if the data set provides this.
   *
   * @see Prepared#preparation
   */
  public static Optional<Settings> preparation(Dataset dataset) {
    return prepared(dataset).map(Prepared::preparation);
  }

  /** Returns the data set as {@link Prepared}, if it is. */
  public static Optional<Prepared> prepared(Dataset dataset) {
    Dataset inner = dataset instanceof DescribedDataset described ? described.base : dataset;
    return inner instanceof Prepared prepared ? Optional.of(prepared) : Optional.empty();
  }

  @Override
  public SampleType type() {
    return base.type();
  }

  @Override
  public synchronized Samples samples() {
    Samples known = all;
    if (known == null) {
      known = described(base.samples());
      training = own.attributes().isEmpty() ? 0 : base.train().count();
      all = known;
    }
    return known;
  }

  private Samples described(Samples samples) {
    Attributes attributes = samples.attributes();
    if (own.attributes().isPresent()) {
      Path file = requireThere(own.attributes().get(), ATTRIBUTES);
      NamedTable table = NamedTable.read(file);
      attributes = merged(attributes, table.attributes(names(samples, table)));
    }
    requireColumns(attributes);
    return own.attributes().isPresent() ? samples.withAttributes(attributes) : samples;
  }

  /** Information given by a person takes precedence over that of the data. */
  private static Attributes merged(Attributes data, Attributes further) {
    Attributes all = data;
    for (String name : further.names()) {
      Optional<double[]> numbers = further.numbers(name);
      Attributes without = all.without(name);
      all =
          numbers.isPresent()
              ? without.withNumbers(name, numbers.get())
              : without.withText(name, further.text(name));
    }
    return all;
  }

  private void requireColumns(Attributes attributes) {
    List<String> problems =
        own.nuisance().stream()
            .filter(column -> !attributes.has(column))
            .map(
                column ->
                    "decipher.dataset.nuisance names '"
                        + column
                        + "', which is not an attribute of the samples"
                        + (attributes.names().isEmpty()
                            ? ": they have none; name a table of attributes with"
                                + " decipher.dataset.attributes"
                            : "; there are " + String.join(", ", attributes.names())))
            .toList();
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private static Path requireThere(Path file, String key) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigurationException(
          List.of(
              "decipher.dataset."
                  + key
                  + " = "
                  + file
                  + ": "
                  + InputFile.problem(file)
                  + "; expected a table with a column name"));
    }
    return file;
  }

  /**
   * Returns the samples' names or, if the table contains these, those of the recordings they are
   * part of.
   */
  private static List<String> names(Samples samples, NamedTable table) {
    List<String> names = names(samples);
    if (table.tellsOf(names) || !samples.attributes().has(RECORDING)) {
      return names;
    }
    List<String> recordings = samples.attributes().text(RECORDING);
    return table.tellsOf(recordings) ? recordings : names;
  }

  private static List<String> names(Samples samples) {
    return samples
        .names()
        .orElseGet(() -> IntStream.range(0, samples.count()).mapToObj(samples::name).toList());
  }

  @Override
  public synchronized Samples train() {
    if (own.attributes().isEmpty()) {
      return base.train();
    }
    Samples known = samples();
    return known.slice(0, training);
  }

  @Override
  public synchronized Samples test() {
    if (own.attributes().isEmpty()) {
      return base.test();
    }
    Samples known = samples();
    return known.slice(training, known.count() - training);
  }

  @Override
  public Optional<GroundTruth> truth() {
    if (own.truth().isEmpty()) {
      return base.truth();
    }
    String configured = own.truth().get();
    Samples samples = base.samples();
    if (configured.equals(FOLDER)) {
      return Optional.of(
          NamedTable.truthOf(names(samples).stream().map(DescribedDataset::folder).toList()));
    }
    NamedTable table = NamedTable.read(requireThere(Path.of(configured), TRUTH));
    return Optional.of(table.truth(names(samples, table)));
  }

  private static String folder(String name) {
    int slash = name.lastIndexOf('/');
    if (slash <= 0) {
      throw new DecipherException(
          "decipher.dataset.truth = folder, but sample '"
              + name
              + "' is not in a folder named after its class; expected CLASS/FILE, or truth ="
              + " FILE, a table with columns name and class");
    }
    return name.substring(0, slash);
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>(base.notes());
    own.attributes()
        .ifPresent(file -> notes.add("attributes: " + listed(samples()) + " (" + file + ")"));
    return List.copyOf(notes);
  }

  private static String listed(Samples samples) {
    return String.join(", ", samples.attributes().names());
  }
}
