package io.decipher.runtime;

import io.decipher.api.Conditional;
import io.decipher.api.ConfigurationException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleShape;
import io.decipher.api.TrainedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Draws new samples from the model of a run directory. Close it after use. */
public final class Generation implements AutoCloseable {
  private static final int SHOWN = 1024;

  private final TrainedModel model;

  private Generation(TrainedModel model) {
    this.model = model;
  }

  /**
   * Loads the model of a run, or a model directory itself.
   *
   * @throws ConfigurationException if there is none
   */
  public static Generation load(Path run, Plugins plugins) {
    if (!Files.isDirectory(run)) {
      throw new ConfigurationException(
          List.of(run + " is no directory; expected one that `decipher discover` wrote"));
    }
    Path model = run.resolve("model");
    return new Generation(ModelStore.load(Files.isDirectory(model) ? model : run, plugins));
  }

  /** Returns what a sample is. */
  public SampleShape shape() {
    return model.shape();
  }

  /** Returns how many classes the model draws one at a time; 0 if it learned none. */
  public int classes() {
    return model instanceof Conditional conditional ? conditional.classes() : 0;
  }

  /**
   * Returns new samples, (count x size), in [0, 1].
   *
   * @param count 1 or more
   * @param label the class to draw; empty for all
   * @throws ConfigurationException if the model cannot draw that class
   */
  public FloatMatrix generate(int count, OptionalInt label, RunContext run) {
    if (label.isEmpty()) {
      return model.generate(count, run.random("generate"));
    }
    int wanted = label.getAsInt();
    if (wanted < 0 || wanted >= classes()) {
      throw new ConfigurationException(
          List.of(
              "class "
                  + wanted
                  + " cannot be drawn; "
                  + (classes() == 0
                      ? "the model was trained without classes"
                      : "the model knows the classes 0 to " + (classes() - 1))));
    }
    return ((Conditional) model).generate(wanted, count, run.random("generate/" + wanted));
  }

  /**
   * Draws new samples and writes them as {@code samples.npy} and, if they are images, the first
   * {@value #SHOWN} of them as {@code samples.png}.
   *
   * @throws ConfigurationException if the directory holds something already, or the model cannot
   *     draw that class; nothing is drawn then
   */
  public void write(int count, OptionalInt label, RunContext run, Path output) {
    long values = (long) count * shape().size();
    if (count < 1 || values > Integer.MAX_VALUE - 8) {
      throw new ConfigurationException(
          List.of(
              "the number of samples must be from 1 to "
                  + (Integer.MAX_VALUE - 8) / shape().size()
                  + ", but was "
                  + count));
    }
    try (RunDirectory directory = RunDirectory.create(output)) {
      FloatMatrix samples = generate(count, label, run);
      directory.write("samples.npy", file -> Npy.write(file, samples));
      if (ImageSheet.canShow(shape())) {
        FloatMatrix shown = samples.slice(0, Math.min(count, SHOWN));
        int columns = (int) Math.ceil(Math.sqrt(shown.rows()));
        directory.write(
            "samples.png",
            file -> ImageSheet.write(file, shown, shape(), columns, Gallery.scale(shape())));
      }
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
