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

/** Generates new samples with the model of a run directory. Must be closed after use. */
public final class Generation implements AutoCloseable {
  private static final int SHOWN = 1024;

  /** The maximum number of walks or styles in a picture. */
  public static final int MOST_ROWS = 100;

  private final TrainedModel model;

  private Generation(TrainedModel model) {
    this.model = model;
  }

  /**
   * Loads the model of a run, or from a model directory.
   *
   * @throws ConfigurationException if there is no model
   */
  public static Generation load(Path run, Plugins plugins) {
    return load(run, plugins, Settings.empty());
  }

  /**
   * Loads the model of a run, or from a model directory.
   *
   * @param over settings {@code decipher.model.…} that override the saved ones: another engine, or
   *     the prior {@code standard}
   * @throws ConfigurationException if there is no model, or {@code over} contains other settings
   */
  public static Generation load(Path run, Plugins plugins, Settings over) {
    RunDirectory.require(run, "discover");
    Path model = run.resolve("model");
    return new Generation(ModelStore.load(Files.isDirectory(model) ? model : run, plugins, over));
  }

  /** Creates a generation with a loaded model; closing either closes both. */
  static Generation of(TrainedModel model) {
    return new Generation(model);
  }

  /** Returns the type of the samples. */
  public SampleType type() {
    return model.type();
  }

  /**
   * Returns the number of classes that the model can generate separately; 0 if it was trained
   * without.
   */
  public int classes() {
    return model instanceof Conditional conditional ? conditional.classes() : 0;
  }

  /**
   * Generates new samples, (count x size), in [0, 1] for images.
   *
   * @param count 1 or more
   * @param label the class to generate; empty for all classes
   * @throws ConfigurationException if the model cannot generate that class
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
   * Generates new samples and writes them as {@code samples.npy} and, for images, the first {@value
   * #SHOWN} of them as {@code samples.png}.
   *
   * @throws ConfigurationException if the directory is not empty, or the model cannot generate that
   *     class; nothing is generated then
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
   * Interpolates between pairs of new samples, and writes {@code walks.png}, one walk per row,
   * {@code walks.gif}, an animation of all walks, and {@code walks.npy}, the rows of walks.png.
   *
   * @param count the number of walks, 1 to {@value #MOST_ROWS}
   * @param label the class of both ends of each walk; empty for any
   * @throws ConfigurationException if the directory is not empty, or the model has no latent space,
   *     cannot generate that class, or does not generate images; nothing is generated then
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
   * Decodes latent vectors in every class, and writes {@code styles.png}, with one vector per row
   * and one class per column, and {@code styles.npy}, its rows one after another.
   *
   * @param count the number of vectors, 1 to {@value #MOST_ROWS}
   * @throws ConfigurationException as {@link #writeWalks}, or if the model has no classes
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
   * Decodes a grid over a two-dimensional latent space, and writes {@code manifold.png} and {@code
   * manifold.npy}, its rows one after another.
   *
   * @throws ConfigurationException as {@link #writeWalks}, or if the latent space is not
   *     two-dimensional
   */
  public void writeManifold(RunContext run, Path output) {
    LatentPictures pictures = new LatentPictures(space(), type(), run);
    if (!pictures.isPlane()) {
      throw new ConfigurationException(
          List.of(
              "a manifold needs two latent dimensions, and the model has another number; train"
                  + " one with decipher.model.latent-size = 2"));
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
          List.of("the model does not draw images that can be shown, but samples of " + type()));
    }
    if (model instanceof LatentSpace space) {
      return space;
    }
    throw new ConfigurationException(
        List.of("the model has no latent space to walk through; draw samples instead"));
  }

  @Override
  public void close() {
    model.close();
  }
}
