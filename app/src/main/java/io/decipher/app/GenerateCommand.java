package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.runtime.Generation;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Draws new samples from the model of a run. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {"Draws new samples from the model that a run trained.", ""},
    footer = {
      "",
      "Examples:",
      "  decipher generate -m runs/mnist --count 64 -o new",
      "      64 new digits: new/samples.png and new/samples.npy",
      "  decipher generate -m runs/mnist --count 20 --class 3 --seed 7 -o threes",
      "      20 of found class 3 (its row in runs/mnist/exemplars.png shows which that is)"
    })
final class GenerateCommand implements Callable<Integer> {
  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "RUN",
      description = "The run directory that `decipher discover` wrote.")
  private Path run;

  @Option(
      names = "--count",
      defaultValue = "100",
      paramLabel = "N",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(names = "--class", paramLabel = "K", description = "Of this found class alone.")
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

  @Spec private CommandSpec spec;

  GenerateCommand() {}

  @Override
  public Integer call() {
    Path directory = output == null ? DiscoverCommand.free(Path.of("generated")) : output;
    try (Generation generation = Generation.load(run, Plugins.discover())) {
      generation.write(
          count,
          label == null ? OptionalInt.empty() : OptionalInt.of(label),
          RunContext.seeded(seed),
          directory);
    }
    spec.commandLine().getOut().println(count + " new samples in " + directory);
    return 0;
  }
}
