// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.runtime.LatentCoding;
import io.decipher.runtime.LatentCoding.Coded;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Decodes latent vectors into samples. */
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {"Decodes latent vectors into samples with a run's model.", ""},
    footer = {
      "",
      "Examples:",
      "  decipher decode -m runs/mnist codes/latents.npy -o decoded",
      "      what `decipher encode` wrote: decoded/samples.npy and, for images, samples.png",
      "  decipher decode -m runs/mnist mine.csv -o decoded",
      "      vectors of your own: columns z0, z1, … beside any others, or numbers alone"
    })
final class DecodeCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "LATENTS",
      description = "Latent vectors in .npy (n x latent size) or text, one vector per row.")
  private Path latents;

  @Mixin private RunOption run;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where to write; must be empty or new (default: decoded, or decoded-2, …).")
  private @Nullable Path output;

  @Spec private CommandSpec spec;

  DecodeCommand() {}

  @Override
  public Integer call() {
    Path directory = OutputDirectory.of(output, Path.of("decoded"));
    try (LatentCoding coding = LatentCoding.load(run.directory(), Plugins.discover())) {
      Coded coded =
          Interruption.guard(
              0,
              directory,
              spec.commandLine().getErr(),
              context -> coding.decode(latents, context, directory));
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%,d samples of %,d values; %s%n",
              coded.count(),
              coded.size(),
              Written.in(directory, "samples.npy", "samples.png", "samples.csv"));
    }
    return 0;
  }
}
