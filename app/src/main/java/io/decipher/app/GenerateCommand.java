// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.runtime.Generation;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Generates new samples with the model of a run. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {"Generates new samples with the model that a run trained.", ""},
    footer = {
      "",
      "Examples:",
      "  decipher generate -m runs/mnist --count 64 -o new",
      "      64 new digits: new/samples.png and new/samples.npy",
      "  decipher generate -m runs/mnist --count 20 --class 3 --seed 7 -o threes",
      "      20 of found class 3 (its row in runs/mnist/exemplars.png shows which that is)",
      "  decipher generate -m runs/mnist --walks 9 -o walks",
      "      from one new digit to another, 9 times: walks/walks.png and, animated,"
          + " walks/walks.gif",
      "  decipher generate -m runs/mnist --styles 12 -o styles",
      "      12 hands, each writing every class: styles/styles.png",
      "  decipher generate -m runs/plane --manifold -o plane",
      "      all that a model with decipher.model.latent-size = 2 can draw: plane/manifold.png"
    })
final class GenerateCommand implements Callable<Integer> {
  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "RUN",
      description = "The run directory that `decipher discover` wrote.")
  private Path run;

  /** What to draw; mutually exclusive options. */
  static final class Drawn {
    @Option(names = "--count", paramLabel = "N", description = "Number of samples (default: 100).")
    private @Nullable Integer count;

    @Option(
        names = "--walks",
        paramLabel = "N",
        description = "Number of walks through the latent space, from one new sample to another.")
    private @Nullable Integer walks;

    @Option(
        names = "--styles",
        paramLabel = "N",
        description = "Number of latent vectors, each drawn in every class.")
    private @Nullable Integer styles;

    @Option(names = "--manifold", description = "Draw the whole of a two-dimensional latent space.")
    private boolean manifold;
  }

  @ArgGroup(exclusive = true)
  private @Nullable Drawn drawn;

  @Option(
      names = "--class",
      paramLabel = "K",
      description = "Draw samples of this found class only.")
  private @Nullable Integer label;

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "S",
      description = "The same seed draws the same samples (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where to write; must be empty or new (default: generated, or generated-2, …).")
  private @Nullable Path output;

  @Mixin private ModelOptions options;

  @Spec private CommandSpec spec;

  GenerateCommand() {}

  @Override
  public Integer call() {
    Path directory = OutputDirectory.of(output, Path.of("generated"));
    try (Generation generation = Generation.load(run, Plugins.discover(), options.settings())) {
      spec.commandLine().getOut().println(write(generation, directory) + " in " + directory);
    }
    return 0;
  }

  /** Returns a description of what was written. */
  private String write(Generation generation, Path directory) {
    RunContext context = RunContext.seeded(seed);
    OptionalInt of = label == null ? OptionalInt.empty() : OptionalInt.of(label);
    Drawn what = drawn == null ? new Drawn() : drawn;
    if (label != null && (what.styles != null || what.manifold)) {
      throw new ParameterException(
          spec.commandLine(), "--class goes with --count or --walks; leave it out");
    }
    if (what.walks != null) {
      generation.writeWalks(what.walks, of, context, directory);
      return what.walks + " walks";
    }
    if (what.styles != null) {
      generation.writeStyles(what.styles, context, directory);
      return what.styles + " styles";
    }
    if (what.manifold) {
      generation.writeManifold(context, directory);
      return "the manifold";
    }
    int count = what.count == null ? 100 : what.count;
    generation.write(count, of, context, directory);
    return count + " new samples";
  }
}
