// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.api.Tool;
import io.decipher.api.spi.ToolProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Segments recordings into units, with the tool {@code segment}. */
@Command(
    name = "segment",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Finds the units in recordings and shows them, so that you can inspect them before anything"
          + " is learned.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher segment recordings/ -o segments",
      "      segments/index.html: spectrograms with boxes; *.selections.txt: Raven tables",
      "  decipher segment recordings/ -D segmenter=bat -o segments",
      "      settings for bats; others: songbird, frog, speech, whale",
      "  decipher segment recordings/ -D segmenter.threshold=14 -D segmenter.gap=10 -o segments",
      "      only louder units, and no gap below 10 ms",
      "",
      "`decipher discover` uses tables placed beside the recordings, corrected or not."
    })
final class SegmentCommand implements Callable<Integer> {
  private static final String TOOL = "segment";

  @Parameters(paramLabel = "PATH", description = "A folder of recordings, or one recording.")
  private Path input;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "One setting, e.g. segmenter.shortest=30; may be repeated.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where to write (default: segments, or segments-2, …).")
  private @Nullable Path output;

  @Spec private CommandSpec spec;

  SegmentCommand() {}

  @Override
  public Integer call() {
    Path directory = OutputDirectory.of(output, Path.of("segments"));
    Plugins plugins = Plugins.discover();
    Settings block = ConfigurationOptions.assigned(assignments).with("type", TOOL);
    Tool tool = plugins.create(ToolProvider.class, block);
    List<String> lines =
        Interruption.guard(
            0,
            directory,
            spec.commandLine().getErr(),
            context -> tool.run(input, directory, context));
    lines.forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().println("look at " + directory.resolve("index.html"));
    return 0;
  }
}
