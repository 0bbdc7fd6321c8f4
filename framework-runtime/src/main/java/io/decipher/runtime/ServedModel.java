// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.Conditional;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A run's model that answers many questions: what new samples are, what they are encoded to, and
 * what new samples there may be. It is loaded once, and may be asked from several threads at once;
 * the model computes one answer after the other. Close it once all have their answers.
 */
public final class ServedModel implements AutoCloseable {
  private final Path run;
  private final SavedModel saved;
  private final @Nullable Recognition recognition;
  private final String withoutClasses;

  private ServedModel(
      Path run, SavedModel saved, @Nullable Recognition recognition, String withoutClasses) {
    this.run = run;
    this.saved = saved;
    this.recognition = recognition;
    this.withoutClasses = withoutClasses;
  }

  /**
   * Loads the model of a run of {@code decipher discover} or {@code decipher train}.
   *
   * @param run its directory, or the one named {@code model} in it
   * @throws ConfigurationException if there is none
   * @throws DecipherException if it is damaged
   */
  public static ServedModel load(Path run, Plugins plugins) {
    if (!SavedModel.isKeptIn(run)) {
      throw new ConfigurationException(
          List.of(
              run
                  + " holds no model; expected the directory of a run of `decipher discover` or"
                  + " `decipher train`"));
    }
    SavedModel saved = SavedModel.load(run, plugins);
    try {
      return new ServedModel(run, saved, Recognition.of(run, saved, plugins), "");
    } catch (ConfigurationException e) {
      return new ServedModel(run, saved, null, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      saved.close();
      throw e;
    }
  }

  /** Returns what a sample is. */
  public SampleType type() {
    return saved.type();
  }

  /** Returns whether it can say which of the classes found samples are of. */
  public boolean assigns() {
    return recognition != null;
  }

  /** Returns whether it can say that a sample is like none of them. */
  public boolean tellsUnknown() {
    return recognition != null && recognition.tellsUnknown();
  }

  /** Returns whether it encodes samples. */
  public boolean encodes() {
    return saved.model() instanceof Encoder;
  }

  /** Returns how many classes it draws one at a time; 0 if it learned none. */
  public int classes() {
    return saved.model() instanceof Conditional conditional ? conditional.classes() : 0;
  }

  /**
   * Reads samples of files as the run's own were made, if the run kept how.
   *
   * @throws DecipherException if none of them can be read
   */
  public Samples read(List<Path> files, RunContext context) {
    return saved.read(files, context).samples();
  }

  /**
   * Returns what samples are.
   *
   * @param samples (n), as they came
   * @param keep as of {@link Recognition#recognize}
   * @throws ConfigurationException if the model names no classes, saying why
   */
  public Recognition.Recognized assign(Samples samples, double keep, RunContext context) {
    if (recognition == null) {
      throw new ConfigurationException(List.of(withoutClasses));
    }
    return recognition.recognize(samples, keep, context);
  }

  /**
   * Returns what samples are encoded to, (n x latent size).
   *
   * @param samples (n), as they came
   * @throws ConfigurationException if the model encodes nothing
   */
  public FloatMatrix encode(Samples samples, RunContext context) {
    if (!(saved.model() instanceof Encoder encoder)) {
      throw new ConfigurationException(
          List.of(run + ": its model encodes no samples; expected one that does, such as vae"));
    }
    Samples prepared = saved.prepared(samples, context);
    synchronized (saved.model()) {
      return encoder.encode(prepared, context);
    }
  }

  /**
   * Returns new samples, (count x size).
   *
   * @param count 1 or more
   * @param label the class to draw; empty for all
   * @param context for the random numbers: one seed gives the same samples
   * @throws ConfigurationException if the model cannot draw that class
   */
  public FloatMatrix generate(int count, OptionalInt label, RunContext context) {
    synchronized (saved.model()) {
      return Generation.of(saved.model()).generate(count, label, context);
    }
  }

  /** Does something while the model computes no answer; those that ask meanwhile wait. */
  public void exclusively(Runnable work) {
    synchronized (saved.model()) {
      work.run();
    }
  }

  /** Returns what the model is, by what its plugin tells of it; empty if it tells nothing. */
  public Optional<String> description() {
    String text = String.join(", ", saved.model().description().values());
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  @Override
  public void close() {
    saved.close();
  }
}
