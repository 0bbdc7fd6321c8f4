// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ClusterModel;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Loader;
import io.decipher.api.Npy;
import io.decipher.api.OutOfSampleProjection;
import io.decipher.api.Persistable;
import io.decipher.api.Plugins;
import io.decipher.api.PointAssigner;
import io.decipher.api.Projection;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.runtime.internal.config.DecipherVersion;
import io.decipher.runtime.internal.data.Items;
import io.decipher.runtime.internal.store.ModelStore;
import io.decipher.runtime.internal.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A saved result of {@link Clustering}, which assigns new points to its classes. */
public final class SavedClustering {
  private static final String MODEL = "model";
  private static final String PROJECTOR = "projector";
  private static final String CLUSTERER = "clusterer";
  private static final String COLUMNS = "columns.txt";

  private final Source source;
  private final Plugins plugins;
  private final Optional<OutOfSampleProjection> encoder;
  private final PointAssigner assigner;

  /**
   * How the points were read.
   *
   * @param columns the number of columns
   * @param preparation how to read another file in the same way; empty if the numbers are used as
   *     they are in the file
   */
  record Source(int columns, Optional<Settings> preparation) {}

  private SavedClustering(
      Source source,
      Plugins plugins,
      Optional<OutOfSampleProjection> encoder,
      PointAssigner assigner) {
    this.source = source;
    this.plugins = plugins;
    this.encoder = encoder;
    this.assigner = assigner;
  }

  /** Returns whether projection and model can both be saved. */
  static boolean canSave(Optional<Projection> projection, ClusterModel model) {
    return model instanceof Persistable
        && projection.stream().allMatch(Persistable.class::isInstance);
  }

  /** Saves what can be saved; {@code settings} is the block {@code decipher}, resolved. */
  static void save(
      RunDirectory directory,
      Optional<Projection> projection,
      ClusterModel model,
      Settings settings,
      Source source) {
    directory.writeDirectory(
        MODEL,
        to -> {
          Settings parts = Settings.empty();
          if (projection.isPresent()) {
            parts = keep(projection.get(), PROJECTOR, to, settings, parts);
          }
          parts = keep(model, CLUSTERER, to, settings, parts);
          if (source.preparation.isPresent()) {
            parts = parts.with(ModelStore.DATASET, source.preparation.get());
          }
          Files.writeString(to.resolve(COLUMNS), source.columns + "\n");
          ModelStore.describe(
              to,
              "Groups found by Decipher; `decipher assign -m` assigns new points to them.",
              DecipherVersion.current(),
              parts);
        });
  }

  private static Settings keep(
      Object fitted, String part, Path to, Settings settings, Settings parts) throws IOException {
    ((Persistable) fitted).save(Files.createDirectory(to.resolve(part)));
    return parts.with(part, settings.at(part));
  }

  /**
   * Loads the result of a run of `decipher cluster`.
   *
   * @param run its directory, or the subdirectory {@value #MODEL}
   * @throws ConfigurationException if there is none
   * @throws DecipherException if it is damaged, or its plugins cannot place new points
   */
  public static SavedClustering load(Path run, Plugins plugins) {
    RunDirectory.require(run, "cluster");
    Path directory = Files.isDirectory(run.resolve(MODEL)) ? run.resolve(MODEL) : run;
    if (directory.equals(run) && Files.exists(run.resolve("labels.npy"))) {
      throw new ConfigurationException(
          List.of(
              run
                  + " holds no model, since its clusterer or projector cannot be applied to new"
                  + " points; hdbscan can, alone or after pca or umap"));
    }
    Settings saved = ModelStore.describing(directory);
    if (!saved.has(CLUSTERER)) {
      throw new ConfigurationException(
          List.of(
              directory
                  + " holds no clusterer; expected the directory that `decipher cluster` wrote"));
    }
    Optional<OutOfSampleProjection> encoder =
        saved.has(PROJECTOR)
            ? Optional.of(
                restored(
                    plugins.create(ProjectorProvider.class, saved.at(PROJECTOR)),
                    directory.resolve(PROJECTOR),
                    OutOfSampleProjection.class))
            : Optional.empty();
    PointAssigner assigner =
        restored(
            plugins.create(ClustererProvider.class, saved.at(CLUSTERER)),
            directory.resolve(CLUSTERER),
            PointAssigner.class);
    Source source =
        new Source(
            columns(directory),
            saved.has(ModelStore.DATASET)
                ? Optional.of(saved.at(ModelStore.DATASET))
                : Optional.empty());
    return new SavedClustering(source, plugins, encoder, assigner);
  }

  private static int columns(Path directory) {
    return ModelStore.read(
        directory,
        () -> {
          String text = Files.readString(directory.resolve(COLUMNS)).strip();
          try {
            return Integer.valueOf(text);
          } catch (NumberFormatException e) {
            throw new IOException(COLUMNS + " holds '" + text + "'; expected a whole number", e);
          }
        });
  }

  private static <T> T restored(Object recipe, Path directory, Class<T> capability) {
    if (!(recipe instanceof Loader<?> restorer)) {
      throw new DecipherException(
          directory + ": its plugin cannot restore it; was it saved by another version?");
    }
    Object fitted = ModelStore.read(directory, () -> restorer.load(directory));
    if (!capability.isInstance(fitted)) {
      throw new DecipherException(
          directory + ": its plugin finds groups, but cannot place new points among them");
    }
    return capability.cast(fitted);
  }

  /** Returns d, the number of columns. */
  public int columns() {
    return source.columns;
  }

  /**
   * Returns the class of each point and its membership strength.
   *
   * @param points (n x d), finite, with d as for the clustering
   */
  public FoundClasses assign(FloatMatrix points, RunContext run) {
    return assigner.assign(encoder.map(one -> one.project(points, run)).orElse(points), run);
  }

  /**
   * Reads points in the same way as the clustered ones: the same columns, with the same scaling.
   *
   * @throws ConfigurationException if the file does not exist or is a folder
   * @throws DecipherException if it cannot be read, or its columns differ
   */
  public Samples read(Path file, RunContext run) {
    Samples samples = Points.read(file, source.preparation, source.columns, plugins, run);
    if (samples.type().size() != source.columns) {
      throw new DecipherException(
          file
              + ": has points of "
              + samples.type().size()
              + " numbers; expected "
              + source.columns
              + ", as those that were clustered");
    }
    return samples;
  }

  /**
   * Assigns points and writes items.csv, labels.npy and strengths.npy.
   *
   * @param samples (n), vectors; see {@link #read}
   * @throws ConfigurationException if the directory is not empty; nothing is computed then
   */
  public FoundClasses assign(Samples samples, RunContext run, Path output) {
    try (RunDirectory directory = RunDirectory.create(output)) {
      FloatMatrix points = samples.toMatrix();
      FoundClasses found = assign(points, run);
      directory.writeText(
          Items.FILE, Items.of(samples, found, Optional.empty(), Optional.empty(), points).table());
      directory.write("labels.npy", file -> Npy.write(file, found.labels()));
      directory.write("strengths.npy", file -> Npy.writeVector(file, found.strengths()));
      return found;
    }
  }
}
