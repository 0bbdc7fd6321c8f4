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
 * The model of a run with what its samples went through before, so that new ones go through the
 * same. Close it after use.
 */
final class SavedModel implements AutoCloseable {
  /** What the directory of a model is called in that of a run. */
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

  /** Returns where the model of a run lies: in it, or it is the model's directory itself. */
  static Path directory(Path run) {
    Path inside = run.resolve(MODEL);
    return Files.isDirectory(inside) ? inside : run;
  }

  /**
   * Returns whether a directory holds a model that a run trained.
   *
   * @throws DecipherException if it held one of which a file is missing now, or another
   */
  static boolean isKeptIn(Path run) {
    boolean within = Manifest.has(run, MODEL + "/" + ModelStore.CONF);
    return (within || Manifest.has(directory(run), ModelStore.CONF))
        && ModelStore.describing(directory(run)).has(MODEL);
  }

  /**
   * Loads the model of a run.
   *
   * @param run its directory, or the one named {@value #MODEL} in it
   * @throws ConfigurationException if there is none
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

  /** Returns where it lies. */
  Path directory() {
    return directory;
  }

  /** Returns what a sample is. */
  SampleType type() {
    return model.type();
  }

  /** Returns samples as the run prepared its own, held if that can be. */
  Samples prepared(Samples samples, RunContext run) {
    return Preparation.apply(preprocessors, samples, run);
  }

  /**
   * Reads samples of files as the run's own were made, if the run kept how; else as they stand. A
   * path that cannot be read is reported by {@link RunContext#warn} and skipped.
   *
   * @param paths files, and folders of them
   * @param run for progress, warnings and cancellation
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

  /** Returns samples under the model's type, which may have lost the names of columns. */
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

  /** Returns the data set of a path made as the run's own, if its plugin knows what is there. */
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
