// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import io.decipher.api.ConfigurationException;
import io.decipher.api.Plugins;
import io.decipher.api.Projector;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.clustering.hdbscan.Hdbscan;
import io.decipher.numerics.Metric;
import io.decipher.spark.discover.Discovery;
import io.decipher.spark.discover.GraphClustering.Options;
import io.decipher.spark.discover.Landmarks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds classes of points that are distributed over executors. */
@Command(
    name = "discover",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Finds the classes in a table whose rows are points, such as features, latents or a layout, by"
          + " HDBSCAN*: what one machine finds by the same graph of neighbours.",
      "A run that ended early goes on where it was, if it is started again with the same settings."
    })
final class DiscoverCommand implements Callable<Integer> {
  @Option(
      names = {"-i", "--input"},
      required = true,
      paramLabel = "PATH",
      description = "The table, in any file system that Spark knows.")
  private List<String> input;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "PATH",
      description = "Where to write: the table with class, confidence and outlier_score.")
  private String output;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "parquet",
      description = "Of both: parquet, delta (with its package), … (default: ${DEFAULT-VALUE}).")
  private String format;

  @Option(
      names = "--mode",
      paramLabel = "NAME",
      defaultValue = "error",
      description = "error or overwrite, where there is output (default: ${DEFAULT-VALUE}).")
  private String mode;

  @Option(
      names = "--features",
      paramLabel = "COLUMN",
      split = ",",
      defaultValue = "features",
      description =
          "The column of a point's values, an array or a vector; or several of numbers, by commas"
              + " (default: ${DEFAULT-VALUE}).")
  private List<String> features;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = {
        "A setting, e.g. -D decipher.clusterer.min-cluster-share=0.01; those of the block"
            + " decipher.clusterer are HDBSCAN's,",
        "and with a block decipher.projector, e.g. -D decipher.projector.type=umap, points are"
            + " laid out first."
      })
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--landmarks",
      paramLabel = "N",
      defaultValue = "20000",
      description =
          "Points that are laid out together, on the driver, where there is a projector; the others"
              + " are placed among them (default: ${DEFAULT-VALUE}).")
  private int landmarks;

  @Option(
      names = "--neighbours",
      paramLabel = "K",
      defaultValue = "0",
      description = "Neighbours a point in the graph (default: min-samples, at least 15).")
  private int neighbours;

  @Option(
      names = "--probes",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Leaves that a point looks at for neighbours; more find more. -1: all that it takes"
              + " (default: so up to 4 dimensions, else 24).")
  private int probes;

  @Option(
      names = "--parts",
      paramLabel = "N",
      defaultValue = "0",
      description = "Into which points are divided (default: one of 131,072; at least one a core).")
  private int parts;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Draws landmarks and samples (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--checkpoints",
      paramLabel = "PATH",
      description =
          "Where stages are kept until the run has ended (default: the output's path with"
              + " -checkpoints).")
  private @Nullable String checkpoints;

  @Option(names = "--keep-checkpoints", description = "Keep them when the run has ended, too.")
  private boolean keep;

  @Spec private CommandSpec spec;

  DiscoverCommand() {}

  @Override
  public Integer call() throws Exception {
    return DecipherSpark.withSession("decipher discover", this::discover);
  }

  private int discover(SparkSession spark) {
    Settings settings = Settings.empty();
    for (String assignment : assignments) {
      settings = Settings.assignment(assignment).over(settings);
    }
    Settings block = settings.has("decipher") ? settings.at("decipher") : Settings.empty();
    Settings given = block.has("clusterer") ? block.at("clusterer") : Settings.empty();
    Plugins plugins = Plugins.discover();
    Settings clusterer = given.over(Settings.parse("defaults", "type = hdbscan"));
    Hdbscan hdbscan = (Hdbscan) plugins.create(ClustererProvider.class, clusterer);
    if (hdbscan.metric() != Metric.EUCLIDEAN) {
      throw new ConfigurationException(
          List.of(
              "decipher.clusterer.metric is "
                  + hdbscan.metric().name().toLowerCase(Locale.ROOT)
                  + "; on Spark expected euclidean"));
    }
    Optional<Landmarks> layout = Optional.empty();
    if (block.has("projector")) {
      String projector = block.at("projector").render();
      layout = Optional.of(new Landmarks(new Projectors(projector), landmarks, seed));
    }
    Dataset<Row> table = spark.read().format(format).load(input.toArray(String[]::new));
    String folder = checkpoints == null ? output + "-checkpoints" : checkpoints;
    String begunWith = settings(hdbscan, block);
    java.io.PrintWriter out = spec.commandLine().getOut();
    Discovery discovery =
        new Discovery(
            spark, hdbscan, new Options(neighbours, probes, 1024, parts, seed), out::println);
    Discovery.Found found =
        discovery.run(
            table,
            column(table),
            layout,
            folder,
            begunWith,
            result -> result.write().format(format).mode(mode).save(output));
    if (!keep) {
      Discovery.forget(spark, folder, begunWith);
    }
    out.println(
        String.format(
            Locale.ROOT,
            "%,d points: %d classes, %.1f %% noise; written to %s",
            found.rows(),
            found.classes(),
            100.0 * found.noise() / found.rows(),
            output));
    return 0;
  }

  private String settings(Hdbscan hdbscan, Settings block) {
    return "input = "
        + input
        + "\nformat = "
        + format
        + "\nfeatures = "
        + features
        + "\nclusterer = "
        + hdbscan
        + "\nprojector = "
        + (block.has("projector") ? block.at("projector").render().strip() : "")
        + "\nlandmarks, neighbours, probes, parts, seed = "
        + List.of(landmarks, neighbours, probes, parts, seed)
        + "\n";
  }

  private Column column(Dataset<Row> table) {
    if (features.size() > 1) {
      return functions.array(
          features.stream().map(one -> functions.col(one).cast("float")).toArray(Column[]::new));
    }
    Column one = functions.col(features.get(0));
    return table.schema().apply(features.get(0)).dataType().equals(SQLDataTypes.VectorType())
        ? org.apache.spark.ml.functions.vector_to_array(one, "float32")
        : one;
  }

  /** Creates a projector from its settings, on the driver or an executor. */
  private static final class Projectors implements Landmarks.ProjectorSource {
    private static final long serialVersionUID = 1L;
    private final String settings;

    Projectors(String settings) {
      this.settings = settings;
    }

    @Override
    public Projector get() {
      return Plugins.discover()
          .create(ProjectorProvider.class, Settings.parse("projector", settings));
    }
  }
}
