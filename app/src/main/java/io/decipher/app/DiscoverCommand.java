// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.ConfigurationException;
import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.runtime.DataSets;
import io.decipher.runtime.Discovery;
import io.decipher.runtime.SeedStudy;
import io.decipher.runtime.report.DiscoveryReport;
import io.decipher.runtime.report.RunFinishedException;
import io.decipher.runtime.report.Scores;
import io.decipher.runtime.report.SmallCluster;
import io.decipher.runtime.report.Stage;
import io.decipher.runtime.report.StudyReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds classes, trains a model on them, and writes a run directory. */
@Command(
    name = "discover",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Finds the classes in an unlabelled data set, trains a model that generates new samples of"
          + " each, and writes both to a run directory.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher discover",
      "      MNIST, all of it",
      "  decipher discover signs/",
      "      a folder of images; or recordings, a table, a folder of series: runs/signs/items.csv",
      "  decipher discover recordings/ -D decipher.dataset.units=segmenter -o runs/birds",
      "      units are found by their energy, whatever tables lie beside the recordings",
      "  decipher discover --preset quick -o runs/first",
      "      a subset of MNIST, written to runs/first",
      "  decipher discover --preset objects -D decipher.dataset.directory=fashion",
      "      another data set in IDX format, of images other than handwriting",
      "  decipher discover -D 'decipher.features=[latent]' -D decipher.seed=7",
      "      by the model's latents instead of by gradients; another seed",
      "  decipher discover --seeds 10",
      "      ten runs, what they agree on, and which samples a person should look at",
      "  decipher discover -c my.conf",
      "      your own configuration; `decipher config` prints one to start from",
      "  decipher discover -c runs/first/decipher.conf -D 'decipher.small-clusters.keep=[3]' -o runs/second",
      "      the same again, but small cluster 3 of those it printed is a class of its own",
      "  decipher discover --resume runs/first",
      "      resume a run, or the runs of --seeds, that was interrupted, failed, or killed",
      "",
      "The run directory holds items.csv (one row per sample: name, class, strength, outlier"
          + " score,",
      "map position, attributes), classes.csv, tables/ (of recordings: Raven, Audacity,"
          + " sequences),",
      "report.html (all of it as one page), labels.npy (a class per sample, -1: noise),"
          + " strengths.npy,",
      "features.npy, projection.npy, exemplars.png, classes.png (what is in each class),",
      "traversals.png (how its members differ), small-clusters.png (small clusters, one per row),",
      "samples.png, latent.png, projection.png, metrics.jsonl, report.json, decipher.conf and",
      "model/. With --seeds there is one per run, and beside them summary.json, consensus.npy (the",
      "class that most runs give a sample), agreement.npy (the share of runs that do),",
      "disagreements.csv and disagreements.png."
    })
final class DiscoverCommand implements Callable<Integer> {
  /** As many as fit on a screen together with the rest. */
  private static final int SMALL_CLUSTERS = 20;

  @Parameters(
      arity = "0..1",
      paramLabel = "PATH",
      description = {
        "A file or folder of your own: images, recordings, a table, series. Its type is recognised"
            + " by its content; -D decipher.dataset.type=TYPE overrides this. Without PATH, the"
            + " data set of the configuration is used."
      })
  private @Nullable Path path;

  @Mixin private ConfigurationOptions options;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = {
        "Where to write; must be empty or new. Without it, decipher.output of the configuration,"
            + " with a number added if that is taken."
      })
  private @Nullable Path output;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description = {
        "Resume the unfinished run, or runs of --seeds, in this directory with its own"
            + " configuration; no other option may be given. Finished stages are not repeated, and"
            + " the model continues from its last checkpoint."
      })
  private @Nullable Path resumed;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = {
        "Run N times, with the configured seed and the N - 1 after it, each in a directory of its"
            + " own (seed-42, ...), and report how the runs differ and what they agree on."
      })
  private @Nullable Integer seeds;

  @Option(
      names = "--sort-into",
      paramLabel = "DIR",
      description = {
        "Also copy each file into a folder for its class, if samples are files of PATH; must be"
            + " empty or new."
      })
  private @Nullable Path sorted;

  @Spec private CommandSpec spec;

  DiscoverCommand() {}

  @Override
  public Integer call() {
    if (resumed != null) {
      return resume(resumed);
    }
    if (sorted != null) {
      requireSortable(sorted);
    }
    Plugins plugins = Plugins.discover();
    Settings settings =
        path == null
            ? options.settings()
            : options.settings(
                path, plugins, line -> spec.commandLine().getErr().println(TerminalText.of(line)));
    Discovery configured = Discovery.of(settings, plugins);
    Discovery discovery = configured.writingTo(OutputDirectory.of(output, configured.output()));
    if (seeds == null) {
      DiscoveryReport report = run(discovery, spec.commandLine().getErr());
      finish(report, discovery);
      if (sorted != null && path != null) {
        int copied = discovery.sortInto(report.view().found().labels(), path, sorted);
        spec.commandLine()
            .getOut()
            .printf(Locale.ROOT, "%s: %,d files, one folder per class%n", sorted, copied);
      }
      return 0;
    }
    run(new SeedStudy(discovery, seeds));
    return 0;
  }

  private void run(SeedStudy study) {
    PrintWriter err = spec.commandLine().getErr();
    StudyReport report =
        Interruption.guard(study.seed(), study.output(), Interruption.RESUME, err, study::run);
    SeedStudy.runsOf(study.output()).forEach(run -> writeReport(run, study));
    Reports.writeResult(study.output(), err);
    StudySummary.print(report, spec.commandLine().getOut());
  }

  private void writeReport(Path run, SeedStudy study) {
    if (!Reports.isWritten(run)) {
      Reports.write(run, unused -> study.samples(), spec.commandLine().getErr());
    }
  }

  private void writeReport(Path run) {
    if (!Reports.isWritten(run)) {
      Reports.write(run, spec.commandLine().getErr());
    }
  }

  private int resumeStudy(Path directory) {
    try {
      run(SeedStudy.resume(directory, Plugins.discover()));
    } catch (RunFinishedException e) { // as for a single run
      spec.commandLine().getOut().println(e.getMessage());
      SeedStudy.runsOf(directory).forEach(this::writeReport); // killed before its report
      if (!Reports.isWritten(directory)) {
        Reports.writeResult(directory, spec.commandLine().getErr());
      }
    }
    return 0;
  }

  private void requireSortable(Path target) {
    List<String> problems = new ArrayList<>();
    if (path == null) {
      problems.add("--sort-into copies the files of PATH; name one");
    }
    if (seeds != null) {
      problems.add("--sort-into is for a single run, but --seeds asks for several");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    DataSets.requireEmpty(target);
  }

  private int resume(Path run) {
    List<String> others = new ArrayList<>(options.given());
    if (path != null) {
      others.add("PATH");
    }
    if (sorted != null) {
      others.add("--sort-into");
    }
    if (output != null) {
      others.add("-o");
    }
    if (seeds != null) {
      others.add("--seeds");
    }
    requireAlone(run, "discover", others);
    if (SeedStudy.isIn(run)) {
      return resumeStudy(run);
    }
    try {
      Discovery discovery = Discovery.resume(run, Plugins.discover());
      discovery.warnings().forEach(spec.commandLine().getErr()::println);
      finish(run(discovery, spec.commandLine().getErr()), discovery);
    } catch (RunFinishedException e) { // so that a script may resume until it succeeds
      spec.commandLine().getOut().println(e.getMessage());
      writeReport(run); // killed before its report
    }
    return 0;
  }

  private void finish(DiscoveryReport report, Discovery discovery) {
    Reports.write(report.directory(), unused -> discovery.samples(), spec.commandLine().getErr());
    summarize(report, spec.commandLine().getOut());
  }

  /** Rejects other options given with --resume. */
  static void requireAlone(Path run, String command, List<String> others) {
    if (!others.isEmpty()) {
      throw new ConfigurationException(
          List.of(
              "--resume continues a run with the settings it was started with; leave out "
                  + String.join(", ", others)
                  + ". For other settings, start a new run: decipher "
                  + command
                  + " -c "
                  + run.resolve("decipher.conf")
                  + " -D KEY=VALUE -o DIR"));
    }
  }

  private static DiscoveryReport run(Discovery discovery, PrintWriter err) {
    return Interruption.guard(
        discovery.seed(), discovery.output(), Interruption.RESUME, err, discovery::run);
  }

  static void summarize(DiscoveryReport report, PrintWriter out) {
    Stage view = report.view();
    out.printf(
        Locale.ROOT,
        "%d classes in %,d samples, %.1f %% noise, by %s%n",
        view.classes(),
        view.found().labels().size(),
        100 * view.noise(),
        String.join(" and ", view.features()));
    report.evidence().ifPresent(evidence -> out.println("  " + evidence.verdict()));
    report.notes().forEach(note -> out.println("  " + note));
    view.scores().ifPresent(scores -> out.println("  " + scores(scores)));
    if (report.stages().size() > 1) {
      out.println("  stages: " + way(report.stages()));
    }
    for (Stage other : report.compared()) {
      out.printf(
          Locale.ROOT,
          "%d classes by %s%s, %.1f %% noise%n",
          other.classes(),
          other.name(),
          other.features().size() == 1 ? " alone" : "",
          100 * other.noise());
      other.scores().ifPresent(scores -> out.println("  " + scores(scores)));
    }
    summarize(view.smallClusters(), out);
    out.printf(
        Locale.ROOT,
        "%s, in %.0f s%s%n",
        Written.in(
            report.directory(), "report.html", "items.csv", "classes.png", "classes.csv", "tables"),
        report.seconds().getOrDefault("total", 0.0),
        report.resumed() == 0 ? "" : " of " + (report.resumed() + 1) + " processes together");
  }

  private static void summarize(List<SmallCluster> small, PrintWriter out) {
    if (small.isEmpty()) {
      return;
    }
    out.println(
        "small clusters, their share of votes for the first class against the second, and what"
            + " became of them; to keep one as a class of its own, repeat with -D"
            + " 'decipher.small-clusters.keep=[NUMBER]':");
    small.stream().limit(SMALL_CLUSTERS).forEach(cluster -> out.println("  " + cluster));
    if (small.size() > SMALL_CLUSTERS) {
      out.println("  and " + (small.size() - SMALL_CLUSTERS) + " smaller ones, in report.json");
    }
  }

  private static String way(List<Stage> stages) {
    return stages.stream()
        .map(
            stage ->
                stage.name()
                    + " "
                    + stage.found().labels().classes()
                    + stage
                        .scores()
                        .map(scores -> String.format(Locale.ROOT, " (%.4f)", scores.accuracy()))
                        .orElse(""))
        .collect(Collectors.joining(", "));
  }

  private static String scores(Scores scores) {
    return String.format(
        Locale.ROOT,
        "against people's labels, used for this line alone: accuracy %.4f, NMI %.3f, ARI %.3f",
        scores.accuracy(),
        scores.nmi(),
        scores.ari());
  }
}
