// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.runtime.Denoising;
import io.decipher.runtime.report.DenoisingReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes noise away from images, and gives back what was taken from them. */
@Command(
    name = "denoise",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Takes noise away from images, or gives back a hole's content, fine detail or colour, by a"
          + " model that was trained to (decipher.model.objective.corruption, or the preset"
          + " denoising).",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher train --preset denoising",
      "  decipher denoise -m runs/denoising --noise gaussian -o denoised",
      "      noise of standard deviation 0.3 on the test images, and away again: PSNR and SSIM of",
      "      both, beside a median filter's; denoised/denoised.png shows some",
      "  decipher denoise -m runs/holes --corruption hole --amount 0.5 -o filled",
      "      a rectangle of half the sides cut out, and filled; downscale and grey likewise, beside",
      "      a mean fill's and bicubic interpolation's figures",
      "  decipher denoise -m runs/denoising scans/ -o denoised",
      "      images that are noisy as they are: denoised/denoised.npy, denoised.png",
      "  decipher denoise -m runs/denoising noisy.npy --clean clean.npy -o denoised",
      "      the same, measured against what they should be"
    })
final class DenoiseCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "Images of the kind that the run was of; its own, which it did not learn from, without"
              + " any.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "RUN",
      description = "The run directory that `decipher train` wrote.")
  private Path run;

  @Option(
      names = {"--noise", "--corruption"},
      paramLabel = "KIND",
      description =
          "Put noise on the images first: gaussian, salt-and-pepper or masking; or take something"
              + " away: hole, downscale or grey. Without it they are noisy as they are.")
  private @Nullable String noise;

  @Option(
      names = "--amount",
      defaultValue = "0.3",
      paramLabel = "A",
      description =
          "Of that: the noise's standard deviation, or the share of values, sides, rows and columns"
              + " or colour that it takes (default: ${DEFAULT-VALUE}).")
  private double amount;

  @Option(
      names = "--clean",
      paramLabel = "FILE",
      description = "What noisy images should be, in the same order; to measure by alone.")
  private List<Path> clean = new ArrayList<>();

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "S",
      description = "The same seed puts the same noise on (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where to write; must be empty or new (default: denoised, or denoised-2, …).")
  private @Nullable Path output;

  @Spec private CommandSpec spec;

  DenoiseCommand() {}

  @Override
  public Integer call() {
    Path directory = OutputDirectory.of(output, Path.of("denoised"));
    Denoising.Request request =
        new Denoising.Request(files, clean, Optional.ofNullable(noise), amount);
    try (Denoising denoising = Denoising.load(run, Plugins.discover())) {
      DenoisingReport report =
          Interruption.guard(
              seed,
              directory,
              spec.commandLine().getErr(),
              context -> denoising.run(request, context, directory));
      Reports.writeResult(directory, spec.commandLine().getErr());
      report.lines().forEach(spec.commandLine().getOut()::println);
      spec.commandLine()
          .getOut()
          .println(
              Written.in(
                  directory, "report.html", "denoised.npy", "denoised.png", "denoising.json"));
    }
    return 0;
  }
}
