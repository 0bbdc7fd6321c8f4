// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.Manifest;
import io.decipher.api.Plugins;
import io.decipher.api.Preprocessor;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.PreprocessorProvider;
import io.decipher.runtime.internal.pipeline.Preparation;
import io.decipher.runtime.internal.store.ModelStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The model of a run together with the preprocessing of its samples, which new samples undergo as
 * well. Must be closed after use.
 */
final class SavedModel implements AutoCloseable {
  /** The name of the model's subdirectory in a run directory. */
  static final String MODEL = "model";

  private static final String PREPROCESS = "preprocess";

  private final TrainedModel model;
  private final Path directory;
  private final List<Preprocessor> preprocessors;
  private final Optional<Settings> preparation;
  private final Plugins plugins;

  private SavedModel(
      TrainedModel model,
      Path directory,
      List<Preprocessor> preprocessors,
      Optional<Settings> preparation,
      Plugins plugins) {
    this.model = model;
    this.directory = directory;
    this.preprocessors = preprocessors;
    this.preparation = preparation;
    this.plugins = plugins;
  }

  /** Returns the directory of a run's model: a subdirectory, or the given directory itself. */
  static Path directory(Path run) {
    Path inside = run.resolve(MODEL);
    return Files.isDirectory(inside) ? inside : run;
  }

  /**
   * Returns whether a directory contains a model that a run trained.
   *
   * @throws DecipherException if it contained one of which a file is now missing or modified
   */
  static boolean isKeptIn(Path run) {
    boolean within = Manifest.has(run, MODEL + "/" + ModelStore.CONF);
    return (within || Manifest.has(directory(run), ModelStore.CONF))
        && ModelStore.describing(directory(run)).has(MODEL);
  }

  /**
   * Loads the model of a run.
   *
   * @param run its directory, or the subdirectory {@value #MODEL}
   * @throws ConfigurationException if there is no model
   * @throws DecipherException if it is damaged
   */
  static SavedModel load(Path run, Plugins plugins) {
    Path directory = directory(run);
    Settings saved = ModelStore.describing(directory);
    List<Preprocessor> preprocessors =
        saved.list(PREPROCESS).stream()
            .map(one -> plugins.create(PreprocessorProvider.class, one))
            .toList();
    Optional<Settings> preparation =
        saved.has(ModelStore.DATASET)
            ? Optional.of(saved.at(ModelStore.DATASET))
            : Optional.empty();
    return new SavedModel(
        ModelStore.load(directory, plugins), directory, preprocessors, preparation, plugins);
  }

  TrainedModel model() {
    return model;
  }

  /** Returns the model's directory. */
  Path directory() {
    return directory;
  }

  /** Returns the type of the samples. */
  SampleType type() {
    return model.type();
  }

  /** Prepares samples as the run prepared its own, and holds the result in memory if it fits. */
  Samples prepared(Samples samples, RunContext run) {
    return Preparation.apply(preprocessors, samples, run);
  }

  /**
   * Reads samples from files in the same way as the run's own, if the run recorded how; otherwise
   * without conversion. A path that cannot be read is skipped with a {@link RunContext#warn}.
   *
   * @param paths files, and folders of them
   * @param run provides progress, warnings and cancellation
   * @throws DecipherException if none of them can be read, with the problem of the first
   */
  SampleFiles read(List<Path> paths, RunContext run) {
    return SampleFiles.readEach(
        paths,
        path -> {
          Optional<Dataset> own = preparation.flatMap(block -> made(block, path));
          if (own.isEmpty()) {
            return SampleFiles.read(List.of(path), type(), plugins, run);
          }
          Samples samples = asModelled(own.get().samples());
          own.get().notes().forEach(run::note);
          SampleFiles.requireType(path, samples.type(), type());
          return new SampleFiles(samples, List.of(new SampleFiles.Part(path, samples.count())));
        },
        type(),
        run);
  }

  /** Returns samples with the model's type, from which column names may have been dropped. */
  private Samples asModelled(Samples samples) {
    SampleType wanted = type();
    SampleType found = samples.type();
    boolean same =
        found.kind().equals(wanted.kind())
            && found.size() == wanted.size()
            && !(wanted instanceof SampleType.Image);
    return !same || found.equals(wanted)
        ? samples
        : Samples.view(
            samples,
            wanted,
            (row, length, target, offset) ->
                System.arraycopy(row, 0, target, offset, wanted.size()));
  }

  /**
   * Returns the data set of a path, prepared like the run's own, if its plugin recognises the data.
   */
  private Optional<Dataset> made(Settings block, Path path) {
    if (!Files.exists(path)) {
      throw new ConfigurationException(List.of(path + ": there is no such file or folder"));
    }
    DatasetProvider provider = plugins.provider(DatasetProvider.class, block);
    return provider.recognize(path).isPresent()
        ? Optional.of(
            plugins.create(DatasetProvider.class, block.withValue("path", path.toString())))
        : Optional.empty();
  }

  @Override
  public void close() {
    model.close();
  }
}
