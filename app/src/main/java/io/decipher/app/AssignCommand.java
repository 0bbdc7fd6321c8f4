package io.decipher.app;

import io.decipher.api.ConfigurationException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Plugins;
import io.decipher.runtime.Matrices;
import io.decipher.runtime.Recognition;
import io.decipher.runtime.SampleFiles;
import io.decipher.runtime.SavedClustering;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which found class new samples are of, or which found group new points belong to. */
@Command(
    name = "assign",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says which class, of those that `decipher discover` found, new samples are of, and which are"
          + " like none of them; or which group of `decipher cluster` new points belong to.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher assign -m runs/mnist a.png scans/ t10k-images-idx3-ubyte.gz -o assigned",
      "      assigned/assigned.csv: a line an image; labels.npy: its class, -1 for what is like",
      "      none; strengths.npy: how sure",
      "  decipher assign -m groups new.npy -o assigned",
      "      labels.npy: the group of each new point, -1 for none; strengths.npy: how firmly",
      "",
      "Images are prepared as the run prepared its own; their size must be the same. Points that",
      "were clustered get the very groups they were given."
    })
final class AssignCommand implements Callable<Integer> {
  private static final double KEEP = 0.99;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = {
        "Of a run of discover: PNG files, directories of them, images in IDX format (also .gz), and"
            + " .npy (n x height x width, or n x size).",
        "Of one of cluster: a matrix in .npy, or numbers in text, with the columns that were"
            + " clustered."
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
        "The share of images like the run's own that are named a class, in (0, 1]; the strangest"
            + " rest are unknown. More notices less that is foreign; 1 names all (default: 0.99)."
      })
  private @Nullable Double keep;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Where to write; must be empty or new.")
  private Path output;

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
                  + " is no directory; expected one that `decipher cluster` wrote, or `decipher"
                  + " discover`"));
    }
    spec.commandLine().getOut().println(Recognition.isKeptIn(run) ? recognized() : grouped());
    return 0;
  }

  private String recognized() {
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
                    + " cannot tell what is like none of its classes; leave --keep out"));
      }
      FoundClasses found =
          Interruption.guard(
                  0,
                  output,
                  spec.commandLine().getErr(),
                  context ->
                      recognition.recognize(
                          SampleFiles.read(files, recognition.type(), plugins, context),
                          share,
                          context,
                          output))
              .found();
      return String.format(
          Locale.ROOT,
          "%,d samples of %d classes, %,d %s; written to %s",
          found.labels().size() - found.labels().noise(),
          Arrays.stream(found.labels().sizes()).filter(size -> size > 0).count(),
          found.labels().noise(),
          recognition.tellsUnknown() ? "like none of them" : "of none",
          output);
    }
  }

  private String grouped() {
    SavedClustering groups = SavedClustering.load(run, Plugins.discover());
    if (keep != null) {
      throw new ConfigurationException(
          List.of("--keep is for runs of discover; groups of cluster tell by themselves"));
    }
    if (files.size() > 1) {
      throw new ConfigurationException(
          List.of("groups of cluster take one file of points, but there are " + files.size()));
    }
    FloatMatrix points = Matrices.read(files.get(0));
    FoundClasses found =
        Interruption.guard(
            0,
            output,
            spec.commandLine().getErr(),
            context -> groups.assign(points, context, output));
    return String.format(
        Locale.ROOT,
        "%,d points, %,d of them in no group; written to %s",
        found.labels().size(),
        found.labels().noise(),
        output);
  }
}
