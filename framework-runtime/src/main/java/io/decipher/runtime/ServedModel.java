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
 * A run's model for answering many requests: assigning, encoding and generating samples. It is
 * loaded once and is safe for use by several threads; the model computes one answer after another.
 * Must be closed once all calls have returned.
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
   * @param run its directory, or the subdirectory {@code model}
   * @throws ConfigurationException if there is no model
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

  /** Returns the type of the samples. */
  public SampleType type() {
    return saved.type();
  }

  /** Returns whether it can assign samples to the classes found. */
  public boolean assigns() {
    return recognition != null;
  }

  /** Returns whether it can recognise samples that belong to no class. */
  public boolean tellsUnknown() {
    return recognition != null && recognition.tellsUnknown();
  }

  /** Returns whether it encodes samples. */
  public boolean encodes() {
    return saved.model() instanceof Encoder;
  }

  /** Returns the number of classes that it can generate separately; 0 if it was trained without. */
  public int classes() {
    return saved.model() instanceof Conditional conditional ? conditional.classes() : 0;
  }

  /**
   * Reads samples from files in the same way as the run's own, if the run recorded how.
   *
   * @throws DecipherException if none of them can be read
   */
  public Samples read(List<Path> files, RunContext context) {
    return saved.read(files, context).samples();
  }

  /**
   * Assigns samples to classes.
   *
   * @param samples (n), unprepared
   * @param keep as for {@link Recognition#recognize}
   * @throws ConfigurationException if the model does not assign classes, with the reason
   */
  public Recognition.Recognized assign(Samples samples, double keep, RunContext context) {
    if (recognition == null) {
      throw new ConfigurationException(List.of(withoutClasses));
    }
    return recognition.recognize(samples, keep, context);
  }

  /**
   * Encodes samples to latent vectors, (n x latent size).
   *
   * @param samples (n), unprepared
   * @throws ConfigurationException if the model does not encode
   */
  public FloatMatrix encode(Samples samples, RunContext context) {
    if (!(saved.model() instanceof Encoder encoder)) {
      throw new ConfigurationException(
          List.of(
              run + ": its model does not encode samples; expected one that does, such as vae"));
    }
    Samples prepared = saved.prepared(samples, context);
    synchronized (saved.model()) {
      return encoder.encode(prepared, context);
    }
  }

  /**
   * Generates new samples, (count x size).
   *
   * @param count 1 or more
   * @param label the class to generate; empty for all classes
   * @param context provides the random numbers: a seed always gives the same samples
   * @throws ConfigurationException if the model cannot generate that class
   */
  public FloatMatrix generate(int count, OptionalInt label, RunContext context) {
    synchronized (saved.model()) {
      return Generation.of(saved.model()).generate(count, label, context);
    }
  }

  /** Runs some work while the model is idle; requests that arrive meanwhile wait. */
  public void exclusively(Runnable work) {
    synchronized (saved.model()) {
      work.run();
    }
  }

  /** Returns the model's description as given by its plugin; empty if there is none. */
  public Optional<String> description() {
    String text = String.join(", ", saved.model().description().values());
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  @Override
  public void close() {
    saved.close();
  }
}
