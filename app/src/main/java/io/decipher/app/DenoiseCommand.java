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

/** Removes noise from images, or restores what was removed from them. */
@Command(
    name = "denoise",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Removes noise from images, or restores the content of a hole, fine detail or colour, with a"
          + " model that was trained to do so (decipher.model.objective.corruption, or the preset"
          + " denoising).",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher train --preset denoising",
      "  decipher denoise -m runs/denoising --noise gaussian -o denoised",
      "      adds noise of standard deviation 0.3 to the test images and removes it: PSNR, SSIM",
      "      of both, beside a median filter's; denoised/denoised.png shows some",
      "  decipher denoise -m runs/holes --corruption hole --amount 0.5 -o filled",
      "      cuts out a rectangle of half the sides and fills it; downscale and grey"
          + " likewise, beside",
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
          "Images of the same kind as the run's data (default: the run's own that it was not"
              + " trained on).")
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
          "Add noise to the images first: gaussian, salt-and-pepper or masking; or remove"
              + " something: hole, downscale or grey. By default, the images are taken to be noisy"
              + " already.")
  private @Nullable String noise;

  @Option(
      names = "--amount",
      defaultValue = "0.3",
      paramLabel = "A",
      description =
          "The amount: the standard deviation of the noise, or the share of values, sides, rows and"
              + " columns or colour that is removed (default: ${DEFAULT-VALUE}).")
  private double amount;

  @Option(
      names = "--clean",
      paramLabel = "FILE",
      description = "The images without noise, in the same order; used only for measurements.")
  private List<Path> clean = new ArrayList<>();

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "S",
      description = "The same seed adds the same noise (default: ${DEFAULT-VALUE}).")
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
