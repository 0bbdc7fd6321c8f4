// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.PluginFolder;
import io.decipher.api.Plugins;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/**
 * The command {@code decipher}. Exit codes: 0 success, 1 the run failed, 2 wrong usage or
 * configuration, 130 interrupted.
 */
@Command(
    name = "decipher",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      DiscoverCommand.class,
      TrainCommand.class,
      SweepCommand.class,
      EvaluateCommand.class,
      GenerateCommand.class,
      AnomaliesCommand.class,
      DenoiseCommand.class,
      EncodeCommand.class,
      DecodeCommand.class,
      JudgeCommand.class,
      ClusterCommand.class,
      AssignCommand.class,
      LabelCommand.class,
      SegmentCommand.class,
      ReportCommand.class,
      ExploreCommand.class,
      ServeCommand.class,
      RefineCommand.class,
      PluginsCommand.class,
      ConfigCommand.class,
      CheckCommand.class
    },
    description = {
      "Finds the classes in unlabelled data and makes new examples of each.",
      "",
      "  decipher discover                     the ten digits of MNIST, without a label",
      "  decipher discover --preset quick      a subset, to see it work",
      "  decipher train --preset likelihood    only a model, trained for likelihood",
      "  decipher evaluate -m runs/likelihood  how likely test images are under it",
      "  decipher check -c my.conf             what looks wrong with it, within a minute",
      "  decipher generate -m runs/mnist --count 64 -o new",
      "  decipher judge -m runs/mnist -o judged",
      "  decipher explore runs/mnist           look at it, name, merge and split classes",
      "  decipher refine runs/mnist -o runs/refined",
      "  decipher serve -m runs/mnist          answers other programs with its model",
      "  decipher cluster points.npy -o groups",
      "  decipher assign -m groups new.npy -o assigned",
      "  decipher segment recordings/ -o segments",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 the run failed, 2 wrong usage or configuration, 130 interrupted.",
      "`decipher COMMAND --help` shows examples of each command."
    })
public final class Main implements Runnable {
  static final int FAILED = 1;
  static final int MISUSED = 2;
  static final int INTERRUPTED = 130;

  // The log manager references loggers weakly; this list preserves the levels set below.
  private static final List<Logger> QUIET =
      List.of(
          Logger.getLogger("ai.djl"),
          Logger.getLogger("ai.djl.util.cuda"),
          Logger.getLogger("io.jhdf"));

  private static final Logger PLUGINS = Logger.getLogger("io.decipher.plugins");

  @Option(names = "--debug", scope = CommandLine.ScopeType.INHERIT, hidden = true)
  private boolean debug;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  Main() {}

  /** Runs a command and exits the process with its exit code. */
  public static void main(String[] arguments) {
    // Otherwise Guice would define classes with sun.misc.Unsafe, about which newer JDKs warn.
    System.setProperty("guice_bytecode_gen_option", "DISABLED");
    QUIET.get(0).setLevel(Level.WARNING);
    QUIET.get(1).setLevel(Level.OFF);
    QUIET.get(2).setLevel(Level.SEVERE); // it warns that it cannot determine its version
    Charset charset = Charset.forName(System.getProperty("stdout.encoding", "UTF-8"));
    // Jars are opened while the command line is parsed, which takes as long.
    Thread opening = new Thread(PluginFolder::installed, "plugins");
    opening.setDaemon(true);
    opening.start();
    StandardOutput printed = new StandardOutput();
    PrintWriter err = new PrintWriter(System.err, true, charset);
    PrintWriter out = new PrintWriter(printed, true, charset);
    FileNames.misread().ifPresent(err::println);
    int status = run(out, err, arguments);
    out.flush();
    if (status == 0 && printed.isCutOff()) {
      err.println(
          "the run failed: only a part of the output could be written to standard output: "
              + printed.reason());
      status = FAILED;
    }
    System.exit(status);
  }

  /** Runs a command and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Main main = new Main();
    CommandLine command =
        new CommandLine(main)
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            // Take arguments literally: @NAME would be replaced by the content of the file NAME.
            .setExpandAtFiles(false)
            .setParameterExceptionHandler((e, rest) -> misused(e, err))
            .setExecutionExceptionHandler((e, line, parsed) -> explain(e, err, main.debug));
    Handler warnings = new Warnings(err, main);
    PLUGINS.setUseParentHandlers(false);
    PLUGINS.addHandler(warnings);
    try {
      return command.execute(arguments);
    } catch (OutOfMemoryError e) {
      err.println(
          "the run failed: there is not enough memory ("
              + e.getMessage()
              + "); use fewer samples, or allow more memory: DECIPHER_JAVA_OPTS="
              + largerHeap());
      return FAILED;
    } catch (LinkageError e) {
      Throwable cause = e;
      while (cause.getCause() != null) { // class initialisation wraps the cause
        cause = cause.getCause();
      }
      Optional<String> plugin = Plugins.atFault(e);
      return explain(
          cause instanceof DecipherException known
              ? known
              : new DecipherException(
                  plugin.orElse("a part")
                      + (plugin.isPresent() ? " cannot be used: " : " cannot be loaded: ")
                      + cause,
                  e),
          err,
          main.debug);
    } finally {
      PLUGINS.removeHandler(warnings);
    }
  }

  /** Prints which plugins are skipped, one line each. */
  private static final class Warnings extends Handler {
    private final PrintWriter err;
    private final Main main;

    Warnings(PrintWriter err, Main main) {
      this.err = err;
      this.main = main;
    }

    @Override
    public void publish(LogRecord warned) {
      if (isLoggable(warned)) {
        err.println("warning: " + TerminalText.of(String.valueOf(warned.getMessage())));
        Throwable thrown = warned.getThrown();
        if (main.debug && thrown != null) {
          thrown.printStackTrace(err);
        }
      }
    }

    @Override
    public void flush() {
      err.flush();
    }

    @Override
    public void close() {}
  }

  /** Returns the JVM option for a heap half as large again as the current maximum. */
  static String largerHeap() {
    return "-Xmx" + Math.max(64, (Runtime.getRuntime().maxMemory() >> 20) * 3 / 2) + "m";
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "name a command, e.g. `decipher discover`");
  }

  /** Prints what is wrong with the arguments, and where to find help, on one line each. */
  private static int misused(CommandLine.ParameterException e, PrintWriter err) {
    err.println(TerminalText.of(String.valueOf(e.getMessage())));
    List<String> similar = similar(e);
    if (!similar.isEmpty()) {
      err.println("did you mean " + String.join(" or ", similar) + "?");
    }
    err.println(
        "`"
            + e.getCommandLine().getCommandSpec().qualifiedName()
            + " --help` shows how it is"
            + " used");
    return MISUSED;
  }

  private static List<String> similar(CommandLine.ParameterException e) {
    return e instanceof CommandLine.UnmatchedArgumentException unmatched
        ? unmatched.getSuggestions().stream().limit(2).toList()
        : List.of();
  }

  /** Prints what went wrong; the stack trace only with --debug. */
  private static int explain(Exception e, PrintWriter err, boolean debug) {
    if (debug) {
      e.printStackTrace(err);
    }
    if (e instanceof CancellationException) {
      return INTERRUPTED; // the interruption itself reports what is kept
    }
    if (e instanceof ConfigurationException) {
      err.println(TerminalText.of(String.valueOf(e.getMessage())));
      return MISUSED;
    }
    if (e instanceof InvalidPathException) {
      err.println(
          "the run failed: the name of a file cannot be read or used here: "
              + TerminalText.of(String.valueOf(e.getMessage()))
              + "; "
              + FileNames.ADVICE);
      return FAILED;
    }
    if (e instanceof DecipherException) {
      err.println("the run failed: " + TerminalText.of(String.valueOf(e.getMessage())));
      return FAILED;
    }
    if (Plugins.atFault(e).isPresent()) {
      err.println(
          "the run failed because of an error inside "
              + Plugins.atFault(e).get()
              + ": "
              + TerminalText.of(e.toString())
              + "; --debug shows where. Please report it to whoever made it.");
      return FAILED;
    }
    err.println(
        "the run failed because of an error inside Decipher: "
            + TerminalText.of(e.toString())
            + "; --debug shows where. Please report it.");
    return FAILED;
  }

  static final class Version implements IVersionProvider {
    Version() {}

    @Override
    public String[] getVersion() {
      String version =
          Main.class.getModule().isNamed()
              ? Main.class.getModule().getDescriptor().rawVersion().orElse("unknown")
              : "unknown";
      return new String[] {
        "decipher " + version,
        "JDK "
            + Runtime.version()
            + ", "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
      };
    }
  }
}
