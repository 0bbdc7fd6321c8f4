// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.Conditional;
import io.decipher.api.ConfigurationException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.LatentSpace;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.runtime.internal.gallery.LatentPictures;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.store.ModelStore;
import io.decipher.runtime.internal.store.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/** Draws new samples from the model of a run directory. Close it after use. */
public final class Generation implements AutoCloseable {
  private static final int SHOWN = 1024;

  /** The most walks or styles that a picture shows. */
  public static final int MOST_ROWS = 100;

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
    return load(run, plugins, Settings.empty());
  }

  /**
   * Loads the model of a run, or a model directory itself.
   *
   * @param over settings {@code decipher.model.…} that go over those it was saved with: another
   *     engine, or the prior {@code standard}
   * @throws ConfigurationException if there is none, or {@code over} says something else
   */
  public static Generation load(Path run, Plugins plugins, Settings over) {
    RunDirectory.require(run, "discover");
    Path model = run.resolve("model");
    return new Generation(ModelStore.load(Files.isDirectory(model) ? model : run, plugins, over));
  }

  /** Makes one of a model that was loaded; closing either closes both. */
  static Generation of(TrainedModel model) {
    return new Generation(model);
  }

  /** Returns what a sample is. */
  public SampleType type() {
    return model.type();
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
    requireClass(wanted);
    return ((Conditional) model).generate(wanted, count, run.random("generate/" + wanted));
  }

  private void requireClass(int wanted) {
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
  }

  /**
   * Draws new samples and writes them as {@code samples.npy} and, if they are images, the first
   * {@value #SHOWN} of them as {@code samples.png}.
   *
   * @throws ConfigurationException if the directory holds something already, or the model cannot
   *     draw that class; nothing is drawn then
   */
  public void write(int count, OptionalInt label, RunContext run, Path output) {
    long values = (long) count * type().size();
    if (count < 1 || values > Integer.MAX_VALUE - 8) {
      throw new ConfigurationException(
          List.of(
              "the number of samples must be from 1 to "
                  + (Integer.MAX_VALUE - 8) / type().size()
                  + ", but was "
                  + count));
    }
    try (RunDirectory directory = RunDirectory.create(output)) {
      FloatMatrix samples = generate(count, label, run);
      directory.write("samples.npy", file -> Npy.write(file, samples));
      if (Pictures.canShow(type())) {
        FloatMatrix shown = samples.slice(0, Math.min(count, SHOWN));
        int columns = (int) Math.ceil(Math.sqrt(shown.rows()));
        String heading =
            label.isPresent() ? "new samples of class " + label.getAsInt() : "new samples";
        Pictures.write(
            directory, "samples.png", Pictures.sheet(shown, type(), columns).headed(heading));
      }
    }
  }

  /**
   * Walks from one new sample to another, and writes {@code walks.png}, a walk a row, {@code
   * walks.gif}, in which all are walked at once, and {@code walks.npy}, the rows of walks.png.
   *
   * @param count how many walks, 1 to {@value #MOST_ROWS}
   * @param label the class that both ends of each are of; empty for any
   * @throws ConfigurationException if the directory holds something already, or the model has no
   *     latent space, cannot draw that class, or draws no images; nothing is drawn then
   */
  public void writeWalks(int count, OptionalInt label, RunContext run, Path output) {
    requireRows("walks", count);
    LatentSpace space = space();
    label.ifPresent(this::requireClass);
    try (RunDirectory directory = RunDirectory.create(output)) {
      RandomGenerator random = run.random("walks");
      FloatMatrix ends =
          label.isEmpty()
              ? space.drawLatents(2 * count, random)
              : space.drawLatents(label.getAsInt(), 2 * count, random);
      FloatMatrix walked = new LatentPictures(space, type(), run).writeWalks(ends, directory);
      directory.write("walks.npy", file -> Npy.write(file, walked));
    }
  }

  /**
   * Draws latent vectors in every class, and writes {@code styles.png}, a vector a row and a class
   * a column, and {@code styles.npy}, its rows one after the other.
   *
   * @param count how many vectors, 1 to {@value #MOST_ROWS}
   * @throws ConfigurationException as {@link #writeWalks}, or if the model knows no classes
   */
  public void writeStyles(int count, RunContext run, Path output) {
    requireRows("styles", count);
    LatentSpace space = space();
    requireClass(0);
    try (RunDirectory directory = RunDirectory.create(output)) {
      FloatMatrix latents = space.drawLatents(count, run.random("styles"));
      FloatMatrix drawn =
          new LatentPictures(space, type(), run)
              .writeStyles(latents, (Conditional) model, directory);
      directory.write("styles.npy", file -> Npy.write(file, drawn));
    }
  }

  /**
   * Draws the whole of a latent space of two dimensions, and writes {@code manifold.png} and {@code
   * manifold.npy}, its rows one after the other.
   *
   * @throws ConfigurationException as {@link #writeWalks}, or if it has not two dimensions
   */
  public void writeManifold(RunContext run, Path output) {
    LatentPictures pictures = new LatentPictures(space(), type(), run);
    if (!pictures.isPlane()) {
      throw new ConfigurationException(
          List.of(
              "a manifold is a sheet of two latent dimensions, and the model has others; train one"
                  + " with decipher.model.latent-size = 2"));
    }
    try (RunDirectory directory = RunDirectory.create(output)) {
      FloatMatrix drawn = pictures.writeManifold(directory);
      directory.write("manifold.npy", file -> Npy.write(file, drawn));
    }
  }

  private static void requireRows(String what, int count) {
    if (count < 1 || count > MOST_ROWS) {
      throw new ConfigurationException(
          List.of(
              "the number of " + what + " must be from 1 to " + MOST_ROWS + ", but was " + count));
    }
  }

  private LatentSpace space() {
    if (!Pictures.areInstalled()) {
      throw new ConfigurationException(
          List.of(
              "pictures cannot be drawn: no module provides a PictureWriter; put"
                  + " io.decipher.pictures (decipher-pictures) on the module path"));
    }
    if (!Pictures.canShow(type())) {
      throw new ConfigurationException(
          List.of("the model draws no images that can be shown, but samples of " + type()));
    }
    if (model instanceof LatentSpace space) {
      return space;
    }
    throw new ConfigurationException(
        List.of("the model has no latent space that can be walked through; draw samples of it"));
  }

  @Override
  public void close() {
    model.close();
  }
}
