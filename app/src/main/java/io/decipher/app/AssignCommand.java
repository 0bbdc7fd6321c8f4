// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.ConfigurationException;
import io.decipher.api.FoundClasses;
import io.decipher.api.Plugins;
import io.decipher.report.corrections.ClassNames;
import io.decipher.runtime.DataSets;
import io.decipher.runtime.Recognition;
import io.decipher.runtime.SampleFiles;
import io.decipher.runtime.SavedClustering;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Assigns new samples to found classes, or new points to found groups. */
@Command(
    name = "assign",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Assigns new samples to the classes that `decipher discover` found, and reports which"
          + " are like none of them; or assigns new points to the groups that `decipher cluster`"
          + " found.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher assign -m runs/mnist a.png scans/ t10k-images-idx3-ubyte.gz -o assigned",
      "      assigned/items.csv: one row per image, by name: its class (-1: like none), how sure",
      "      that is, and the nearest class; labels.npy and strengths.npy: the same as numbers",
      "  decipher assign -m runs/signs new-signs/ -o assigned --sort-into sorted",
      "      data of the same kind as the run's own, turned into samples in the same way",
      "  decipher assign -m groups new.npy -o assigned",
      "      labels.npy: the group of each new point, -1 for none; strengths.npy: how strongly",
      "",
      "Data are prepared as the run prepared its own. What cannot be read is reported and skipped.",
      "Points that were clustered keep the groups they were given."
    })
final class AssignCommand implements Callable<Integer> {
  private static final double KEEP = 0.99;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = {
        "For a run of discover: files and folders of the same kind as the run's data; images in IDX"
            + " format (also .gz), and .npy (n x height x width, or n x size).",
        "For a run of cluster: a table or a matrix in .npy with the columns that were clustered."
      })
  private List<Path> files;

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "RUN",
      description = "The directory that `decipher discover` or `decipher cluster` wrote.")
  private Path run;

  @Option(
      names = "--keep",
      paramLabel = "SHARE",
      description = {
        "The share of images like the run's own that are assigned a class, in (0, 1]; the most"
            + " unusual rest are unknown. A higher share notices fewer foreign images; 1 assigns"
            + " all (default: 0.99)."
      })
  private @Nullable Double keep;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where to write; must be empty or new (default: assigned, or assigned-2, …).")
  private @Nullable Path output;

  @Option(
      names = "--sort-into",
      paramLabel = "DIR",
      description =
          "Also copy each file into a folder for its class, for runs of discover; must be empty or"
              + " new.")
  private @Nullable Path sorted;

  @Spec private CommandSpec spec;

  AssignCommand() {}

  @Override
  public Integer call() {
    if (keep != null && !(keep > 0 && keep <= 1)) {
      throw new ConfigurationException(
          List.of("--keep must be in (0, 1], e.g. 0.99, but was " + keep));
    }
    if (!Files.isDirectory(run)) {
      throw new ConfigurationException(
          List.of(
              run
                  + " is not a directory; expected one that `decipher cluster` or `decipher"
                  + " discover` wrote"));
    }
    Path directory = OutputDirectory.of(output, Path.of("assigned"));
    spec.commandLine()
        .getOut()
        .println(Recognition.isKeptIn(run) ? recognized(directory) : grouped(directory));
    return 0;
  }

  private String recognized(Path directory) {
    double share = keep == null ? KEEP : keep;
    Plugins plugins = Plugins.discover();
    try (Recognition recognition = Recognition.load(run, plugins)) {
      if (keep != null && keep < 1 && !recognition.tellsUnknown()) {
        throw new ConfigurationException(
            List.of(
                "--keep "
                    + keep
                    + ": the model of "
                    + run
                    + " cannot recognise samples that are like none of its classes; leave --keep"
                    + " out"));
      }
      if (sorted != null) {
        DataSets.requireEmpty(sorted);
      }
      Map<Integer, String> names = ClassNames.read(run);
      AtomicInteger copied = new AtomicInteger();
      FoundClasses found =
          Interruption.guard(
              0,
              directory,
              spec.commandLine().getErr(),
              context -> {
                SampleFiles read = recognition.read(files, context);
                FoundClasses named =
                    recognition.recognize(read, share, names, context, directory).found();
                if (sorted != null) {
                  copied.set(read.sortInto(named.labels(), names, sorted));
                }
                return named;
              });
      if (sorted != null) {
        spec.commandLine()
            .getOut()
            .printf(Locale.ROOT, "%s: %,d files, one folder per class%n", sorted, copied.get());
      }
      int named = found.labels().size() - found.labels().noise();
      long of = Arrays.stream(found.labels().sizes()).filter(size -> size > 0).count();
      return String.format(
          Locale.ROOT,
          "%,d %s of %d %s, %,d %s; %s%nof the run's own samples, %.1f %% are assigned the class"
              + " that the run found them in",
          named,
          named == 1 ? "sample" : "samples",
          of,
          of == 1 ? "class" : "classes",
          found.labels().noise(),
          recognition.tellsUnknown() ? "like none of them" : "of none",
          Written.in(directory, "items.csv", "labels.npy", "strengths.npy"),
          Math.floor(1000 * recognition.agreement()) / 10);
    }
  }

  private String grouped(Path directory) {
    SavedClustering groups = SavedClustering.load(run, Plugins.discover());
    if (keep != null) {
      throw new ConfigurationException(
          List.of(
              "--keep is for runs of discover; a run of cluster decides by itself which"
                  + " points belong to no group"));
    }
    if (files.size() > 1) {
      throw new ConfigurationException(
          List.of(
              "the groups of a run of cluster take one file of points, but there are "
                  + files.size()));
    }
    FoundClasses found =
        Interruption.guard(
            0,
            directory,
            spec.commandLine().getErr(),
            context -> groups.assign(groups.read(files.get(0), context), context, directory));
    return String.format(
        Locale.ROOT,
        "%,d points, %,d of them in no group; written to %s",
        found.labels().size(),
        found.labels().noise(),
        directory);
  }
}
