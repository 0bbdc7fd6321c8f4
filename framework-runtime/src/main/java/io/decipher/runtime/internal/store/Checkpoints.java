// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.Sha256;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.config.DecipherVersion;
import io.decipher.runtime.internal.config.Environment;
import io.decipher.runtime.report.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The intermediate results of an unfinished run, which allow another process to resume it, in the
 * directory {@value #NAME}, which is deleted when the run has finished.
 *
 * <p>{@value #STATE} records how the run was started and with which data; {@code stage-1}, …
 * contain the results of stages ({@link StageCheckpoint}), and {@code model-1}, … the checkpoints
 * of trainings.
 */
public final class Checkpoints {
  public static final String NAME = "checkpoints";

  private static final String STATE = "run.json";
  private static final String SETTINGS = "settings.conf";
  private static final String DIGEST = "sha256";
  private static final int FORMAT = 1;

  private final RunDirectory directory;
  private final Set<String> used = new HashSet<>(Set.of(STATE, SETTINGS));
  private State state;

  private Checkpoints(RunDirectory directory, State state) {
    this.directory = directory;
    this.state = state;
  }

  /**
   * What is known about a run.
   *
   * @param job the command that started it, {@code discover} or {@code train}
   * @param version the version of Decipher
   * @param environment what else its results depend on bit by bit, by name
   * @param data the fingerprint of its samples; empty until they were read
   * @param seconds the durations of its stages so far, over all processes
   * @param resumed the number of times it was resumed
   */
  public record State(
      String job,
      String version,
      Map<String, String> environment,
      Optional<String> data,
      Map<String, Double> seconds,
      int resumed) {

    public static State begin(String job) {
      return new State(
          job, DecipherVersion.current(), environmentNow(), Optional.empty(), Map.of(), 0);
    }

    public State lasting(Map<String, Double> now) {
      return new State(job, version, environment, data, now, resumed);
    }

    public State of(String fingerprint) {
      return new State(job, version, environment, Optional.of(fingerprint), seconds, resumed);
    }

    public State resumedOnceMore() {
      return new State(job, version, environment, data, seconds, resumed + 1);
    }

    /** Returns the parts of the environment in which this process differs. */
    public List<String> differences() {
      Map<String, String> now = environmentNow();
      Set<String> names = new TreeSet<>(environment.keySet());
      names.addAll(now.keySet());
      return names.stream()
          .filter(name -> !environment.getOrDefault(name, "").equals(now.getOrDefault(name, "")))
          .map(
              name ->
                  name
                      + " was "
                      + environment.getOrDefault(name, "none")
                      + " and is "
                      + now.getOrDefault(name, "none"))
          .toList();
    }

    private static Map<String, String> environmentNow() {
      Map<String, String> all = new TreeMap<>(DecipherVersion.modules());
      Environment.describe().forEach((name, value) -> all.put(name, value.toString()));
      return all;
    }

    public JsonObject toJson() {
      JsonObject json = new JsonObject();
      json.addProperty("format", FORMAT);
      json.addProperty("job", job);
      json.addProperty("version", version);
      JsonObject all = new JsonObject();
      environment.forEach(all::addProperty);
      json.add("environment", all);
      data.ifPresent(fingerprint -> json.addProperty("data", fingerprint));
      JsonObject times = new JsonObject();
      seconds.forEach(times::addProperty);
      json.add("seconds", times);
      json.addProperty("resumed", resumed);
      return sealed(json);
    }

    /** Returns the same with its SHA-256 added, so that damage is detected. */
    public static JsonObject sealed(JsonObject json) {
      json.remove(DIGEST);
      json.addProperty(DIGEST, Sha256.hex(json.toString().getBytes(StandardCharsets.UTF_8)));
      return json;
    }

    public static State of(JsonObject json) {
      JsonElement digest = json.get(DIGEST);
      if (digest == null || !sealed(json.deepCopy()).get(DIGEST).equals(digest)) {
        throw new IllegalArgumentException("its SHA-256 differs");
      }
      int format = json.get("format").getAsInt();
      if (format != FORMAT) {
        throw new IllegalArgumentException(
            "it has format " + format + "; this version reads " + FORMAT);
      }
      Map<String, String> environment = new TreeMap<>();
      for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject("environment").entrySet()) {
        environment.put(entry.getKey(), entry.getValue().getAsString());
      }
      Map<String, Double> seconds = new LinkedHashMap<>();
      for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject("seconds").entrySet()) {
        seconds.put(entry.getKey(), entry.getValue().getAsDouble());
      }
      return new State(
          json.get("job").getAsString(),
          json.get("version").getAsString(),
          environment,
          Optional.ofNullable(json.get("data")).map(JsonElement::getAsString),
          seconds,
          json.get("resumed").getAsInt());
    }
  }

  /** Returns whether a directory contains an unfinished run that can be resumed. */
  static boolean areIn(Path run) {
    return Files.exists(run.resolve(NAME).resolve(STATE))
        && RunJob.ALL.stream().noneMatch(job -> Files.exists(run.resolve(job.report())));
  }

  /** Returns the command that started the run in a directory, if known. */
  public static String job(Path run) {
    try {
      return JsonFile.read(run.resolve(NAME).resolve(STATE), State::of).job;
    } catch (IOException unknown) {
      return RunJob.DISCOVER.command();
    }
  }

  /**
   * Returns the state of a run; that of a new run if it ended before writing any.
   *
   * @throws ConfigurationException if it is not a run that can be resumed
   */
  public static State read(Path run, String job) {
    Path file = run.resolve(NAME).resolve(STATE);
    try {
      if (Files.exists(file)) {
        return JsonFile.read(file, State::of);
      }
      for (String name : RunDirectory.names(run)) {
        if (!name.equals(RunDirectory.CONFIGURATION) && !name.equals(NAME)) {
          throw new ConfigurationException(
              List.of(
                  run + " holds nothing to resume from: there is no " + file + again(run, job)));
        }
      }
      return State.begin(job);
    } catch (DamagedFileException e) {
      throw new DecipherException(e.getMessage() + again(run, job), e);
    } catch (IOException e) {
      throw new DecipherException(file + " cannot be read: " + DecipherException.reason(e), e);
    }
  }

  /** Returns what to do about a run that cannot be resumed. */
  public static String again(Path run, String job) {
    return "; start a new run: decipher "
        + job
        + " -c "
        + run.resolve(RunDirectory.CONFIGURATION)
        + " -o DIR";
  }

  /** Starts recording a new run whose configuration has been written. */
  public static Checkpoints begin(RunDirectory run, String job) {
    return kept(run, State.begin(job));
  }

  /** Continues from the state of a run. */
  public static Checkpoints goOn(RunDirectory run, String job) {
    return kept(run, read(run.path(), job).resumedOnceMore());
  }

  /**
   * Checks that a run's configuration is the one it was started with, on which its results depend.
   *
   * @param settings the current content of decipher.conf
   * @throws ConfigurationException if it differs, with the differences
   */
  static void requireSettings(Path run, Settings settings, String job) {
    Path begun = run.resolve(NAME).resolve(SETTINGS);
    if (!Files.isRegularFile(begun, LinkOption.NOFOLLOW_LINKS)) {
      return; // killed before it had any results
    }
    List<String> before = lines(Settings.load(begun));
    List<String> now = lines(settings);
    if (before.equals(now)) {
      return;
    }
    List<String> changed =
        now.stream().filter(line -> !before.contains(line)).map(String::strip).limit(3).toList();
    throw new ConfigurationException(
        List.of(
            run.resolve(RunDirectory.CONFIGURATION)
                + " was changed since the run began"
                + (changed.isEmpty() ? "" : " (now " + String.join(", ", changed) + ")")
                + ", and what the run found so far depends on the former settings; restore them"
                + again(run, job)));
  }

  /**
   * Returns whether a run's configuration file has been edited, even if only in a comment.
   *
   * @throws DecipherException if it cannot be read
   */
  static boolean isEdited(Path run) {
    Path begun = run.resolve(NAME).resolve(SETTINGS);
    if (!Files.isRegularFile(begun, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    Path now = run.resolve(RunDirectory.CONFIGURATION);
    try {
      return Files.mismatch(begun, now) >= 0;
    } catch (IOException e) {
      throw new DecipherException(now + " cannot be read: " + DecipherException.reason(e), e);
    }
  }

  private static List<String> lines(Settings settings) {
    Settings all = settings.at(Configuration.ROOT).without("output");
    all =
        all.with(
            "small-clusters",
            all.at("small-clusters").without("keep")); // may be changed at the request of a run
    return all.render().lines().filter(line -> !line.strip().startsWith("#")).toList();
  }

  private static Checkpoints kept(RunDirectory run, State state) {
    Checkpoints checkpoints = new Checkpoints(run.within(NAME), state);
    Path configuration = run.path().resolve(RunDirectory.CONFIGURATION);
    if (Files.isRegularFile(configuration)
        && !Files.exists(run.path().resolve(NAME).resolve(SETTINGS))) {
      checkpoints.directory.write(SETTINGS, file -> Files.copy(configuration, file));
    }
    checkpoints.write();
    return checkpoints;
  }

  private void write() {
    directory.writeText(STATE, state.toJson() + "\n");
  }

  /** Returns the durations of stages in earlier processes. */
  public Map<String, Double> secondsBefore() {
    return state.seconds;
  }

  /** Returns the number of times the run was resumed. */
  public int resumed() {
    return state.resumed;
  }

  /** Records the durations of stages, including those in earlier processes. */
  public void spent(Map<String, Double> seconds) {
    state = state.lasting(seconds);
    write();
  }

  /**
   * Records the data of the run.
   *
   * @throws ConfigurationException if it was started with other data
   */
  public void requireData(Samples samples) {
    String found =
        samples.count() + " samples of " + samples.type() + ", SHA-256 " + samples.sha256();
    if (state.data.isPresent() && !state.data.get().equals(found)) {
      throw new ConfigurationException(
          List.of(
              "the data set is not the one that the run was started with: expected "
                  + state.data.get()
                  + ", found "
                  + found
                  + "; restore the data that decipher.dataset of its decipher.conf names, or"
                  + " start a new run"));
    }
    state = state.of(found);
    write();
  }

  /** Returns the directory of a training. */
  public Path training(int number) {
    String name = "model-" + number;
    used.add(name);
    return directory.lent(name);
  }

  /**
   * Returns the result of a stage, if it was recorded.
   *
   * @param samples the number of samples of the run
   * @throws IOException if it was recorded but cannot be read, or has been modified
   */
  public Optional<StageCheckpoint> stage(String name, int samples) throws IOException {
    used.add(name);
    Path kept = directory.path().resolve(name);
    return Files.isDirectory(kept)
        ? Optional.of(StageCheckpoint.read(kept, samples))
        : Optional.empty();
  }

  /**
   * Records the result of a stage.
   *
   * @param arrays the directory of its features and projection; empty if they are not needed again
   */
  public void keep(String name, Stage stage, Optional<Path> arrays) {
    used.add(name);
    directory.writeDirectory(name, to -> StageCheckpoint.write(stage, arrays, to));
  }

  /**
   * Deletes the results of a stage and of all stages not requested yet, which follow it: what
   * depends on damaged results is invalid.
   */
  public void forgetFrom(String name) {
    used.remove(name);
    try {
      for (String each : RunDirectory.names(directory.path())) {
        if (!used.contains(each)) {
          directory.remove(each);
        }
      }
    } catch (IOException e) {
      throw new DecipherException(
          directory.path() + " cannot be read: " + DecipherException.reason(e), e);
    }
  }
}
