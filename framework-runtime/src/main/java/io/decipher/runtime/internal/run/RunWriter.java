// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import static java.util.stream.Collectors.joining;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Npy;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.runtime.internal.config.Components;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.config.DecipherVersion;
import io.decipher.runtime.internal.data.DescribedDataset;
import io.decipher.runtime.internal.data.Items;
import io.decipher.runtime.internal.gallery.ClassPictures;
import io.decipher.runtime.internal.gallery.ExplanationPictures;
import io.decipher.runtime.internal.gallery.Gallery;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.gallery.PreparedPicture;
import io.decipher.runtime.internal.pipeline.StageStore;
import io.decipher.runtime.internal.store.ModelStore;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.internal.store.StageCheckpoint;
import io.decipher.runtime.report.SmallCluster;
import io.decipher.runtime.report.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes the results of a run to its directory; nothing else knows the names of these files. */
public final class RunWriter implements StageStore {
  private static final String MODEL = "model";
  private static final String STAGES = "stages";
  private static final String TREE = "tree.png";
  private static final String TREE_DATA = "tree.json";
  private static final String SWEEP = "sweep.json";
  private static final int EXEMPLARS = 10;

  private final Components components;
  private final Samples samples;
  private final Samples prepared;
  private final RunSession session;

  /**
   * Creates a writer.
   *
   * @param samples as provided by the data set, (n)
   * @param prepared the same, preprocessed
   */
  public RunWriter(Components components, Samples samples, Samples prepared, RunSession session) {
    this.components = components;
    this.samples = samples;
    this.prepared = prepared;
    this.session = session;
  }

  /** Draws the preparation of the data, if the data set provides it. */
  public void writePrepared() {
    DescribedDataset.prepared(components.dataset())
        .ifPresent(
            dataset ->
                session
                    .watch()
                    .time(
                        "pictures",
                        () -> PreparedPicture.write(dataset, samples, session.directory())));
  }

  @Override
  public Optional<Stage> known(String name, Kind kind) {
    try {
      Optional<StageCheckpoint> known = session.checkpoints().stage(name, samples.count());
      if (known.isEmpty()) {
        return Optional.empty();
      }
      return switch (kind) {
        case LAST_ROUND, COMPARED -> Optional.of(known.get().laidOut(arrays(name, kind)));
        case ROUND, LAYOUT -> known.map(StageCheckpoint::stage);
      };
    } catch (IOException e) {
      session
          .run()
          .step(
              new Progress(
                  "resume",
                  0,
                  DecipherException.reason(e) + "; this stage and those after it are done again"));
      forgetFrom(name);
      return Optional.empty();
    }
  }

  /** Returns the directory of a stage's features and projection. */
  private Path arrays(String name, Kind kind) {
    Path run = session.directory().path();
    return kind == Kind.COMPARED ? run.resolve(name) : run;
  }

  @Override
  public void keep(String name, Kind kind, Stage found) {
    RunDirectory directory = session.directory();
    if (kind.isRound()) {
      writeRound(found);
    }
    if (kind == Kind.LAST_ROUND) {
      Gallery.writeSmallClusters(found.smallClusters(), samples, directory);
      requireThere(components.settings().smallClusters().keep(), found.smallClusters());
    }
    if (kind == Kind.COMPARED) {
      directory.writeDirectory(name, path -> writeArrays(found, path));
    }
    session
        .checkpoints()
        .keep(
            name, found, kind == Kind.LAYOUT ? Optional.empty() : Optional.of(arrays(name, kind)));
  }

  private void writeRound(Stage found) {
    RunDirectory directory = session.directory();
    directory.write(StageCheckpoint.FEATURES, file -> Npy.write(file, found.featureMatrix()));
    directory.write(StageCheckpoint.PROJECTION, file -> Npy.write(file, found.projection()));
    directory.write(StageCheckpoint.LABELS, file -> Npy.write(file, found.found().labels()));
    directory.write(
        StageCheckpoint.STRENGTHS, file -> Npy.writeVector(file, found.found().strengths()));
    directory.remove(StageCheckpoint.OUTLIERS); // of an earlier stage
    found
        .layout()
        .flatMap(Stage.Layout::outlierScores)
        .ifPresent(
            scores ->
                directory.write(StageCheckpoint.OUTLIERS, file -> Npy.writeVector(file, scores)));
    session
        .watch()
        .time("pictures", () -> Gallery.writeExemplars(found, samples, EXEMPLARS, directory));
    found
        .layout()
        .flatMap(Stage.Layout::tree)
        .ifPresent(
            tree -> {
              directory.writeText(TREE_DATA, ReportJson.of(tree));
              Pictures.writeTree(directory, TREE, tree);
            });
    found.sweep().ifPresent(sweep -> directory.writeText(SWEEP, ReportJson.of(sweep)));
  }

  private static void writeArrays(Stage found, Path path) throws IOException {
    Npy.write(path.resolve(StageCheckpoint.FEATURES), found.featureMatrix());
    Npy.write(path.resolve(StageCheckpoint.PROJECTION), found.projection());
    Npy.write(path.resolve(StageCheckpoint.LABELS), found.found().labels());
    Npy.writeVector(path.resolve(StageCheckpoint.STRENGTHS), found.found().strengths());
  }

  /** Rejects numbers of small clusters that do not exist, as soon as these are known. */
  private void requireThere(List<Integer> keep, List<SmallCluster> found) {
    List<Integer> missing = keep.stream().filter(number -> number >= found.size()).toList();
    if (missing.isEmpty()) {
      return;
    }
    Path run = session.directory().path();
    Settings block = components.resolved().at(Configuration.ROOT).at("small-clusters");
    throw new ConfigurationException(
        List.of(
            block.place("keep")
                + "decipher.small-clusters.keep names "
                + missing.stream().map(number -> "small cluster " + number).collect(joining(", "))
                + ", but there are "
                + (found.isEmpty() ? "none" : found.size() + ", counting from 0")
                + "; correct keep in "
                + run.resolve(RunDirectory.CONFIGURATION)
                + ", and resume the run: "
                + RunDirectory.resumption(run)
                + found.stream().map(cluster -> "\n    " + cluster).collect(joining())));
  }

  @Override
  public void forgetFrom(String name) {
    session.checkpoints().forgetFrom(name);
  }

  @Override
  public RunContext training(int number, RunContext run) {
    return run.withCheckpoints(session.checkpoints().training(number));
  }

  /** Writes the model, and the files by which new samples are recognised. */
  public void writeModel(TrainedModel trained, Stage found) {
    Settings recipe = components.resolved().at(Configuration.ROOT);
    session
        .directory()
        .writeDirectory(
            MODEL,
            path -> {
              ModelStore.save(
                  trained,
                  recipe,
                  DescribedDataset.preparation(components.dataset()),
                  DecipherVersion.current(),
                  path);
              RecognitionFiles.write(
                  path, trained, prepared, found.found().labels(), session.run());
            });
  }

  /** Writes the results for each sample and class by name, also in formats of other programs. */
  public void writeItems(Stage found) {
    Items items =
        Items.of(
            samples,
            found.found(),
            found.layout().flatMap(Stage.Layout::outlierScores),
            Optional.of(found.projection()),
            found.featureMatrix());
    RunDirectory directory = session.directory();
    ItemFiles.write(items, directory, session.run()::warn);
    ResultTables.write(components.plugins(), samples, found.found(), directory);
  }

  /** Writes the classes of each stage, if there are several. */
  public void writeStages(List<Stage> stages) {
    if (stages.size() < 2) {
      return;
    }
    session
        .directory()
        .writeDirectory(
            STAGES,
            path -> {
              for (int i = 0; i < stages.size(); i++) {
                String name = (i + 1) + "-" + String.join("-", stages.get(i).features()) + ".npy";
                Npy.write(path.resolve(name), stages.get(i).found().labels());
              }
            });
  }

  /** Writes the pictures of the model and of the classes. */
  public void writePictures(Stage found, List<Stage> compared, TrainedModel trained) {
    RunDirectory directory = session.directory();
    RunContext run = session.run();
    session.watch().time("pictures", () -> Gallery.write(found, compared, trained, directory, run));
    session
        .watch()
        .time(
            "pictures",
            () -> {
              ClassPictures.write(found, samples, prepared, trained, directory, run);
              ExplanationPictures.write(found, prepared, trained, directory, run);
            });
  }
}
