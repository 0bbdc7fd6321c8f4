// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.runtime.LatentCoding;
import io.decipher.runtime.LatentCoding.Coded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Encodes samples into the latent vectors of a model. */
@Command(
    name = "encode",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Encodes samples into the latent vectors of a run's model, as tables that other programs can"
          + " read.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher encode -m runs/mnist -o codes",
      "      the run's own samples: codes/latents.npy, codes/latents.csv (name, z0, z1, …), and",
      "      latents.parquet if plugins/parquet is installed",
      "  decipher encode -m runs/signs new-signs/ -o codes",
      "      data of the same kind as the run's own, turned into samples in the same way",
      "  decipher decode -m runs/mnist codes/latents.npy -o decoded",
      "      and back: decoded/samples.npy and, for images, samples.png"
    })
final class EncodeCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "Files and folders of the same kind as the run's data, IDX and .npy (default: the run's"
              + " own samples, in data order).")
  private List<Path> files = new ArrayList<>();

  @Mixin private RunOption run;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where to write; must be empty or new (default: encoded, or encoded-2, …).")
  private @Nullable Path output;

  @Spec private CommandSpec spec;

  EncodeCommand() {}

  @Override
  public Integer call() {
    Path directory = OutputDirectory.of(output, Path.of("encoded"));
    try (LatentCoding coding = LatentCoding.load(run.directory(), Plugins.discover())) {
      Coded coded =
          Interruption.guard(
              0,
              directory,
              spec.commandLine().getErr(),
              context -> coding.encode(files, context, directory));
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%,d samples of %,d values in %d latents each (%.1f to 1)%s; %s%n",
              coded.count(),
              coded.size(),
              coded.latentSize(),
              (double) coded.size() / coded.latentSize(),
              Double.isNaN(coded.squaredError())
                  ? ""
                  : String.format(
                      Locale.ROOT,
                      ", from which they are decoded with a squared error of %.4g per value",
                      coded.squaredError()),
              Written.in(directory, "latents.npy", "latents.csv", "latents.parquet"));
    }
    return 0;
  }
}
