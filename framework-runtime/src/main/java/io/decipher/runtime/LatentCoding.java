// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Decoder;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.ReconstructionModel;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.runtime.internal.data.LatentTable;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.pipeline.ReconstructionErrors;
import io.decipher.runtime.internal.run.ItemFiles;
import io.decipher.runtime.internal.store.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Encodes samples to latent vectors with a run's model, and decodes latent vectors to samples,
 * using files that other programs read and write. Must be closed after use.
 */
public final class LatentCoding implements AutoCloseable {
  private static final int SHOWN = 1024;

  private final Path run;
  private final SavedModel saved;
  private final Plugins plugins;

  private LatentCoding(Path run, SavedModel saved, Plugins plugins) {
    this.run = run;
    this.saved = saved;
    this.plugins = plugins;
  }

  /**
   * What was written.
   *
   * @param count the number of samples
   * @param latentSize the number of latent dimensions
   * @param size the number of values per sample
   * @param squaredError the mean squared error per value, if the model reconstructs; otherwise NaN
   */
  public record Coded(int count, int latentSize, int size, double squaredError) {}

  /**
   * Loads the model of a run, or from a model directory.
   *
   * @throws ConfigurationException if there is no model
   */
  public static LatentCoding load(Path run, Plugins plugins) {
    RunDirectory.require(run, "train", "discover");
    return new LatentCoding(run, SavedModel.load(run, plugins), plugins);
  }

  /** Returns the type of the samples. */
  public SampleType type() {
    return saved.type();
  }

  /**
   * Encodes samples and writes {@code latents.npy} (n x latent size) and {@code latents.csv}, with
   * one row per sample: its name and {@code z0, z1, …}, with enough digits to recover each float
   * exactly.
   *
   * @param files the samples to encode; if empty, the run's own samples in data order
   * @throws ConfigurationException if the model does not encode, or the directory is not empty
   */
  public Coded encode(List<Path> files, RunContext context, Path output) {
    if (!(saved.model() instanceof Encoder encoder)) {
      throw new ConfigurationException(
          List.of(
              run + ": its model does not encode samples; expected one that does, such as vae"));
    }
    try (RunDirectory directory = RunDirectory.create(output)) {
      Samples samples =
          files.isEmpty()
              ? OwnSamples.of(run, plugins, context).all()
              : saved.read(files, context).named();
      Samples prepared = saved.prepared(samples, context);
      FloatMatrix latents = encoder.encode(prepared, context);
      directory.write("latents.npy", file -> Npy.write(file, latents));
      directory.write("latents.csv", file -> LatentTable.write(file, samples, latents));
      ItemFiles.convert("latents.", directory, context::warn);
      double error =
          saved.model() instanceof ReconstructionModel able
              ? squaredError(able, prepared, context)
              : Double.NaN;
      return new Coded(samples.count(), latents.columns(), saved.type().size(), error);
    }
  }

  private static double squaredError(ReconstructionModel able, Samples samples, RunContext run) {
    double sum = 0;
    for (double error : ReconstructionErrors.ofModel(able, samples, run)) {
      sum += error;
    }
    return sum / samples.count();
  }

  /**
   * Decodes latent vectors and writes {@code samples.npy} (n x size), and {@code samples.png} with
   * the first {@value #SHOWN} for images, otherwise {@code samples.csv}.
   *
   * @param latents .npy (n x latent size), a table as written by {@link #encode} (CSV; Parquet if
   *     its plugin is installed), or a text file of numbers
   * @throws ConfigurationException if the model does not decode, or the directory is not empty
   * @throws DecipherException if the file contains vectors of another size
   */
  public Coded decode(Path latents, RunContext context, Path output) {
    if (!(saved.model() instanceof Decoder decoder)) {
      throw new ConfigurationException(
          List.of(
              run
                  + ": its model does not decode latent vectors; expected one that does,"
                  + " such as vae"));
    }
    Optional<LatentTable> table = LatentTable.read(latents);
    FloatMatrix vectors = table.map(LatentTable::values).orElseGet(() -> Matrices.read(latents));
    requireSize(latents, vectors);
    try (RunDirectory directory = RunDirectory.create(output)) {
      FloatMatrix decoded = decoder.decode(vectors, context);
      directory.write("samples.npy", file -> Npy.write(file, decoded));
      if (Pictures.canShow(type())) {
        FloatMatrix shown = decoded.slice(0, Math.min(SHOWN, decoded.rows()));
        Pictures.write(directory, "samples.png", Pictures.sheet(shown, type(), 16));
      } else {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < decoded.rows(); i++) {
          names.add(table.isPresent() ? table.get().names().get(i) : Integer.toString(i));
        }
        Samples samples = Samples.of(decoded, type()).withNames(names);
        directory.write("samples.csv", file -> LatentTable.write(file, "x", samples, decoded));
      }
      return new Coded(decoded.rows(), vectors.columns(), type().size(), Double.NaN);
    }
  }

  private void requireSize(Path file, FloatMatrix vectors) {
    if (saved.model() instanceof ReconstructionModel able
        && vectors.columns() < able.latentSize()) {
      throw new DecipherException(
          file
              + ": has vectors of "
              + vectors.columns()
              + " values; expected "
              + able.latentSize()
              + ", the model's latent size");
    }
    for (int i = 0; i < vectors.rows(); i++) {
      for (int j = 0; j < vectors.columns(); j++) {
        if (!Float.isFinite(vectors.get(i, j))) {
          throw new DecipherException(
              file
                  + ": vector "
                  + i
                  + " has the value "
                  + vectors.get(i, j)
                  + "; expected finite numbers");
        }
      }
    }
  }

  @Override
  public void close() {
    saved.close();
  }
}
