// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.report.ReportSamples;
import io.decipher.runtime.Clustering;
import io.decipher.runtime.Matrices;
import io.decipher.runtime.Points;
import io.decipher.runtime.report.ClusteringReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Clusters the rows of any matrix. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Finds groups in any matrix with one point per row: HDBSCAN by default, alone or after a"
          + " projector.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher cluster points.npy -o groups",
      "      groups/items.csv, classes.csv, labels.npy, strengths.npy, outlier-scores.npy,"
          + " report.json, tree.png",
      "  decipher cluster points.csv -D decipher.clusterer.min-cluster-size=15 -o groups",
      "      no group smaller than 15 points",
      "  decipher cluster points.csv -D decipher.clusterer.resolution=plateau -o groups",
      "      size unknown: takes the one around which the number of groups changes least",
      "  decipher cluster distinct.npy --weights counts.npy -o groups",
      "      each point counts as often as it occurs",
      "  decipher cluster people.csv -D decipher.dataset.scale=robust -o groups",
      "      columns in different units, such as age and income, that should count equally",
      "  decipher cluster vectors.npy -D decipher.projector=umap -o groups",
      "      many dimensions: embed the points by UMAP first",
      "",
      "Points are read as 32-bit floats. Columns of ids, dates and free text in a table are"
          + " left out,",
      "and reported. `decipher config` shows a clusterer's settings."
    })
final class ClusterCommand implements Callable<Integer> {
  /**
   * Beyond about this many columns, the nearest and the farthest points are almost equally distant.
   */
  private static final int MANY_COLUMNS = 50;

  @Parameters(
      paramLabel = "POINTS",
      description = "A table (.csv, .tsv, .txt, also .gz), or a matrix in .npy.")
  private Path points;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "A configuration of decipher.clusterer and, optionally, decipher.projector and (for a"
              + " table) decipher.dataset.")
  private @Nullable Path file;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "One setting, e.g. decipher.clusterer.min-samples=5; may be repeated.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = {"-w", "--weights"},
      paramLabel = "FILE",
      description =
          "How many times each point counts: a column of numbers above 0, in .npy or text.")
  private @Nullable Path weights;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where to write; must be empty or new (default: groups, or groups-2, …).")
  private @Nullable Path output;

  @Spec private CommandSpec spec;

  ClusterCommand() {}

  @Override
  public Integer call() {
    Path directory = OutputDirectory.of(output, Path.of("groups"));
    Settings settings = ConfigurationOptions.over(assignments, file, null);
    Plugins plugins = Plugins.discover();
    Clustering clustering = Clustering.of(settings, plugins);
    PrintWriter err = spec.commandLine().getErr();
    Points read =
        Interruption.guard(clustering.seed(), err, context -> clustering.read(points, context));
    Samples matrix = read.samples();
    Optional<double[]> counts =
        weights == null ? Optional.empty() : Optional.of(column(weights, matrix.count()));
    ClusteringReport report =
        Interruption.guard(
            clustering.seed(),
            directory,
            spec.commandLine().getErr(),
            context -> clustering.run(read, counts, context, directory));
    Reports.write(
        directory, ReportSamples.of(matrix, Optional.empty()), spec.commandLine().getErr());
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%d classes in %,d points, %,d of them noise; written to %s%n",
            report.found().labels().classes(),
            report.found().labels().size(),
            report.found().labels().noise(),
            directory);
    if (report.projection().isEmpty() && matrix.type().size() > MANY_COLUMNS) {
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "In %d columns, distances are nearly equal; a projector may help to find more: -D"
                  + " decipher.projector=umap%n",
              matrix.type().size());
    }
    int classes = report.found().labels().classes();
    report.sweep().ifPresent(sweep -> spec.commandLine().getOut().println(sweep.verdict(classes)));
    return 0;
  }

  private static double[] column(Path file, int rows) {
    FloatMatrix column = Matrices.read(file);
    if (column.columns() != 1 || column.rows() != rows) {
      throw new DecipherException(
          file
              + ": holds ("
              + column.rows()
              + " x "
              + column.columns()
              + ") numbers; expected one weight for each of the "
              + rows
              + " points");
    }
    double[] values = new double[rows];
    Arrays.setAll(values, row -> column.get(row, 0));
    return values;
  }
}
