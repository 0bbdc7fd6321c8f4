// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.ReferenceEvaluator.Verdict;
import io.decipher.runtime.Judging;
import io.decipher.runtime.Matrices;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says how good generated digits are. */
@Command(
    name = "judge",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says how good generated handwritten digits are, beside controls whose quality is known: test"
          + " images, noise, and one digit copied.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher judge -m runs/mnist -o judged",
      "      10,000 digits that the model draws, and 1,000 of each class: judged/judgement.json, .txt",
      "  decipher judge samples.npy -m runs/mnist -o judged",
      "      10,000 digits from elsewhere, against the images that the run learned from",
      "  decipher judge samples.npy -o judged",
      "      against MNIST's images as they are",
      "",
      "FID-LeNet (less is better) is by the features of a small classifier of digits, and can be"
          + " compared with no other FID. It, precision, recall, density and coverage compare with"
          + " training images; score, modes (digits with at least 1 %% of the samples), KL (to as"
          + " many of each) and sure (one digit has 0.9 or more) are of the classifier's digits."
          + " copies: share of samples that are near-copies of a training image; close: share that"
          + " is merely close to one. Of the test images 1 %% are either, which sets the limits."
    })
final class JudgeCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "SAMPLES",
      arity = "0..1",
      description = {
        "10,000 images of 28 x 28 pixels in [0, 1], in .npy or text; what the model of -m draws if"
            + " left out."
      })
  private @Nullable Path samples;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "RUN",
      description = "A run directory that `decipher discover` wrote.")
  private @Nullable Path run;

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "S",
      description = "The same seed draws the same samples (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where to write; must be empty or new (default: judged, or judged-2, …).")
  private @Nullable Path output;

  @Mixin private ModelOptions options;

  @Spec private CommandSpec spec;

  JudgeCommand() {}

  @Override
  public Integer call() {
    Path directory = OutputDirectory.of(output, Path.of("judged"));
    Judging judging = new Judging(Plugins.discover());
    Optional<Path> of = Optional.ofNullable(run);
    Verdict verdict;
    if (samples != null) {
      if (!options.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(),
            "-D changes how a model draws, but SAMPLES are drawn; leave it out");
      }
      FloatMatrix images = Matrices.read(samples);
      verdict =
          Interruption.guard(
              seed,
              directory,
              spec.commandLine().getErr(),
              context -> judging.samples(images, of, context, directory));
    } else {
      Path drawn =
          of.orElseThrow(
              () ->
                  new ParameterException(
                      spec.commandLine(),
                      "name what to judge: a run (-m RUN), a matrix of samples, or both"));
      verdict =
          Interruption.guard(
              seed,
              directory,
              spec.commandLine().getErr(),
              context -> judging.model(drawn, options.settings(), context, directory));
    }
    Reports.writeResult(directory, spec.commandLine().getErr());
    spec.commandLine().getOut().print(verdict.text());
    spec.commandLine().getOut().println();
    spec.commandLine().getOut().println("written to " + directory);
    return 0;
  }
}
