// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ClusterModel;
import io.decipher.api.ClusterTree;
import io.decipher.api.Clusterer;
import io.decipher.api.ConfigurationException;
import io.decipher.api.Dendrogram;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.OutlierScores;
import io.decipher.api.PluginResults;
import io.decipher.api.Plugins;
import io.decipher.api.Projection;
import io.decipher.api.Projector;
import io.decipher.api.Resolutions;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.Sweep;
import io.decipher.api.WeightedClusterer;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.config.IneffectiveSettings;
import io.decipher.runtime.internal.data.Items;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.pipeline.Stopwatch;
import io.decipher.runtime.internal.run.ItemFiles;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.ClusteringReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Clusters any matrix of points with a clusterer, preceded by a projector if the configuration has
 * one.
 */
public final class Clustering {
  private static final Settings DEFAULTS =
      Settings.parse("defaults", "decipher { seed = 42, clusterer { type = hdbscan } }");

  private final long seed;
  private final Optional<Projector> projector;
  private final Clusterer clusterer;
  private final Optional<Settings> dataset;
  private final Settings resolved;
  private final Plugins plugins;

  private Clustering(
      Keys keys,
      Optional<Projector> projector,
      Clusterer clusterer,
      Settings resolved,
      Plugins plugins) {
    this.seed = keys.seed;
    this.dataset = keys.dataset;
    this.projector = projector;
    this.clusterer = clusterer;
    this.resolved = resolved;
    this.plugins = plugins;
  }

  record Keys(
      long seed, Settings clusterer, Optional<Settings> projector, Optional<Settings> dataset) {}

  /**
   * Creates a clustering from settings; by default HDBSCAN with its default settings and no
   * projector.
   *
   * @throws ConfigurationException with everything that is wrong with the settings
   */
  public static Clustering of(Settings settings, Plugins plugins) {
    List<String> problems = new ArrayList<>();
    Settings all = Configuration.over(settings, DEFAULTS, problems);
    Optional<Keys> keys = attempt(() -> all.as(Keys.class), problems);
    Optional<Clusterer> clusterer =
        attempt(() -> plugins.create(ClustererProvider.class, all.at("clusterer")), problems);
    Optional<Projector> projector =
        all.has("projector")
            ? attempt(() -> plugins.create(ProjectorProvider.class, all.at("projector")), problems)
            : Optional.empty();
    if (keys.isEmpty() || clusterer.isEmpty() || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    Settings resolved =
        all.with("clusterer", plugins.resolve(ClustererProvider.class, all.at("clusterer")));
    if (projector.isPresent()) {
      resolved =
          resolved.with("projector", plugins.resolve(ProjectorProvider.class, all.at("projector")));
    }
    return new Clustering(
        keys.get(),
        projector,
        clusterer.get(),
        Settings.empty().with(Configuration.ROOT, resolved),
        plugins);
  }

  private static <T> Optional<T> attempt(Supplier<T> make, List<String> problems) {
    try {
      return Optional.of(make.get());
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  /** Returns the seed of the configuration. */
  public long seed() {
    return seed;
  }

  /**
   * Returns one sentence for each setting that was changed from its default but has no effect in
   * combination with the others; a run reports them as warnings.
   */
  public List<String> ineffective() {
    return IneffectiveSettings.ofClustering(resolved.at(Configuration.ROOT), plugins);
  }

  /**
   * Reads points according to the block {@code decipher.dataset}, such as {@code scale} and {@code
   * columns} for tables; without it, numbers are used as they are in the file.
   *
   * @see Points#read
   */
  public Points read(Path file, RunContext run) {
    return Points.read(file, dataset, plugins, run);
  }

  /** Clusters {@code points}, (n x d), finite. */
  public ClusteringReport run(FloatMatrix points, RunContext run) {
    return fit(points, Optional.empty(), run).report;
  }

  private record Fitted(
      Optional<Projection> projection, ClusterModel model, ClusteringReport report) {}

  private Fitted fit(FloatMatrix points, Optional<double[]> weights, RunContext run) {
    ineffective().forEach(run::warn);
    Stopwatch watch = new Stopwatch(run);
    Optional<Projection> projection =
        projector.map(
            one ->
                watch.time(
                    "projection",
                    () -> PluginResults.projection(one.fit(points, run), one, points.rows())));
    Optional<FloatMatrix> places = projection.map(Projection::points);
    FloatMatrix laidOut = places.orElse(points);
    ClusterModel model =
        watch.time(
            "clusters",
            () ->
                PluginResults.clusters(
                    weights.isPresent()
                        ? weighing().fit(laidOut, weights.get(), run)
                        : clusterer.fit(laidOut, run),
                    clusterer,
                    laidOut.rows()));
    Optional<FloatMatrix> outliers =
        model instanceof OutlierScores scores
            ? Optional.of(scores.outlierScores())
            : Optional.empty();
    Optional<Sweep> sweep =
        model instanceof Resolutions resolutions
            ? Optional.of(resolutions.sweep())
            : Optional.empty();
    ClusteringReport report =
        new ClusteringReport(
            model.classes(),
            places,
            outliers,
            sweep,
            points.columns(),
            run.seed(),
            watch.seconds());
    return new Fitted(projection, model, report);
  }

  private WeightedClusterer weighing() {
    if (clusterer instanceof WeightedClusterer weighing) {
      return weighing;
    }
    throw new ConfigurationException(
        List.of(
            "clusterer '"
                + resolved.at(Configuration.ROOT).at("clusterer").type().orElse("")
                + "' does not support weights; leave them out, or choose hdbscan"));
  }

  /** Clusters points of equal weight; see {@link #run(FloatMatrix, Optional, RunContext, Path)}. */
  public ClusteringReport run(FloatMatrix points, RunContext run, Path output) {
    return run(points, Optional.empty(), run, output);
  }

  /**
   * Clusters {@code points}, (n x d), and writes labels.npy, strengths.npy, items.csv, classes.csv,
   * report.json and decipher.conf; outlier-scores.npy, projection.npy, tree.json and tree.png if
   * they are available; and the files of {@link SavedClustering} if the plugins can be saved.
   *
   * @param weights the weight of each point, (n); requires a {@link WeightedClusterer}
   * @throws ConfigurationException if the directory is not empty, or the clusterer does not support
   *     weights; nothing is computed then
   */
  public ClusteringReport run(
      FloatMatrix points, Optional<double[]> weights, RunContext run, Path output) {
    Samples rows = Samples.of(points, SampleType.vector(points.columns()));
    return run(new Points(rows, Optional.empty()), points, weights, run, output);
  }

  /**
   * Clusters points that were read from a file, with their names and attributes. The saved
   * clustering prepares further files in the same way.
   *
   * @see #run(FloatMatrix, Optional, RunContext, Path)
   */
  public ClusteringReport run(
      Points points, Optional<double[]> weights, RunContext run, Path output) {
    return run(points, points.samples().toMatrix(), weights, run, output);
  }

  private ClusteringReport run(
      Points read, FloatMatrix points, Optional<double[]> weights, RunContext run, Path output) {
    Samples rows = read.samples();
    weights.ifPresent(any -> weighing());
    try (RunDirectory directory = RunDirectory.create(output)) {
      directory.writeText(RunDirectory.CONFIGURATION, resolved.render());
      Fitted fitted = fit(points, weights, run);
      ClusteringReport report = fitted.report;
      directory.write("labels.npy", file -> Npy.write(file, report.found().labels()));
      directory.write("strengths.npy", file -> Npy.writeVector(file, report.found().strengths()));
      report
          .projection()
          .ifPresent(places -> directory.write("projection.npy", file -> Npy.write(file, places)));
      report
          .outlierScores()
          .ifPresent(
              scores ->
                  directory.write("outlier-scores.npy", file -> Npy.writeVector(file, scores)));
      report.sweep().ifPresent(sweep -> directory.writeText("sweep.json", ReportJson.of(sweep)));
      if (fitted.model instanceof Dendrogram dendrogram) {
        ClusterTree tree = dendrogram.tree();
        directory.writeText("tree.json", ReportJson.of(tree));
        Pictures.writeTree(directory, "tree.png", tree);
      }
      if (SavedClustering.canSave(fitted.projection, fitted.model)) {
        SavedClustering.save(
            directory,
            fitted.projection,
            fitted.model,
            resolved.at(Configuration.ROOT),
            new SavedClustering.Source(points.columns(), read.preparation()));
      }
      Items items =
          Items.of(
              rows,
              report.found(),
              report.outlierScores(),
              report.projection(),
              report.projection().orElse(points));
      ItemFiles.write(items, directory, run::warn);
      directory.finish("report.json", ReportJson.of(report));
      return report;
    }
  }
}
