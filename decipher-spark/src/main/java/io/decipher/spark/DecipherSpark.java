// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point of `spark-submit decipher-spark-all.jar`: a command and its options. */
@Command(
    name = "decipher-spark",
    mixinStandardHelpOptions = true,
    subcommands = {AssignCommand.class, DiscoverCommand.class},
    description = "Assigns and finds classes on Apache Spark.")
public final class DecipherSpark implements Runnable {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  /** The form in which an executor's failure reaches the driver as text. */
  private static final Pattern WRAPPED =
      Pattern.compile(
          "io\\.decipher\\.api\\.(DecipherException|ConfigurationException): (.*?)"
              + "(?:\\R\\s+at |\\RDriver stacktrace|\\z)",
          Pattern.DOTALL);

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private DecipherSpark() {}

  /**
   * Runs a command; failure is signalled by an exception, as spark-submit expects.
   *
   * @throws FailedException if it fails, after the reason was printed
   */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = run(out, err, arguments);
    if (status != 0) {
      throw new FailedException("the command ended with " + status + "; the reason stands above");
    }
  }

  /** A command failed after printing the reason. */
  public static final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedException(String message) {
      super(message, null, false, false);
    }
  }

  /** Returns the command line with its commands and options. */
  static CommandLine line() {
    return new CommandLine(new DecipherSpark()).setExpandAtFiles(false);
  }

  /** Runs a command and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return line()
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler((e, line, parsed) -> explain(e, err))
        .execute(arguments);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "name a command: assign or discover");
  }

  private static int explain(Exception e, PrintWriter err) {
    RuntimeException unwrapped = unwrapped(e);
    if (unwrapped instanceof ConfigurationException) {
      err.println(unwrapped.getMessage());
      return MISUSED;
    }
    if (unwrapped instanceof DecipherException) {
      err.println("the run failed: " + unwrapped.getMessage());
      return FAILED;
    }
    err.println("the run failed by an error inside Spark or Decipher: " + e);
    e.printStackTrace(err);
    return FAILED;
  }

  /** Returns Decipher's own exception from a failure that Spark wrapped, or the failure itself. */
  static RuntimeException unwrapped(Exception failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof DecipherException || e instanceof ConfigurationException) {
        return (RuntimeException) e;
      }
      Matcher matcher = WRAPPED.matcher(String.valueOf(e.getMessage()));
      if (matcher.find()) {
        return matcher.group(1).startsWith("Dec")
            ? new DecipherException(matcher.group(2), failure)
            : new ConfigurationException(List.of(matcher.group(2)));
      }
    }
    return failure instanceof RuntimeException own ? own : new IllegalStateException(failure);
  }

  /** Returns a failure with its reason, if that is known only from the executors. */
  private static Exception explained(Exception e, ExecutorFailures failures) {
    RuntimeException unwrapped = unwrapped(e);
    if (unwrapped instanceof DecipherException || unwrapped instanceof ConfigurationException) {
      return e;
    }
    return failures.reason(e).<Exception>map(reason -> new DecipherException(reason, e)).orElse(e);
  }

  /** Work that requires a session. */
  interface Work {
    /** Returns the exit code. */
    int with(SparkSession spark) throws Exception;
  }

  /** Runs work with spark-submit's session, and stops the session unless it was already active. */
  static int withSession(String name, Work work) throws Exception {
    boolean there = SparkSession.getActiveSession().isDefined();
    SparkSession spark =
        there
            ? SparkSession.getActiveSession().get()
            : SparkSession.builder().appName(name).getOrCreate();
    ExecutorFailures failures =
        new ExecutorFailures(spark.sparkContext().getConf().get("spark.executor.memory", "1g"));
    spark.sparkContext().addSparkListener(failures);
    try {
      return work.with(spark);
    } catch (SparkException | RuntimeException e) {
      throw explained(e, failures);
    } finally {
      spark.sparkContext().removeSparkListener(failures);
      if (!there) {
        spark.stop();
      }
    }
  }
}
