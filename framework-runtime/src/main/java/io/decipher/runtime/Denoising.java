// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.Progress;
import io.decipher.api.ReconstructionModel;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.numerics.EvenlySpaced;
import io.decipher.runtime.internal.data.Corrupted;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.metrics.ImageQuality;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.DenoisingReport;
import io.decipher.runtime.report.DenoisingReport.Plain;
import io.decipher.runtime.report.DenoisingReport.Quality;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Denoises images, and restores degraded ones (a missing part, fine detail, colour), with a model
 * trained to decode clean samples from corrupted ones ({@code
 * decipher.model.objective.corruption}). The known values of an image with a missing part are kept.
 * Must be closed after use.
 */
public final class Denoising implements AutoCloseable {
  private static final int BLOCK = 500;
  private static final int SHOWN = 10; // images per row
  private static final int BLOCKS_SHOWN = 2; // blocks of rows

  private final Path run;
  private final SavedModel saved;
  private final ReconstructionModel able;
  private final Plugins plugins;

  private Denoising(Path run, SavedModel saved, ReconstructionModel able, Plugins plugins) {
    this.run = run;
    this.saved = saved;
    this.able = able;
    this.plugins = plugins;
  }

  /**
   * A request for denoising.
   *
   * @param files images, noisy, or clean if noise is to be added; if empty, the run's own held-out
   *     samples (or else its training samples), for which noise must be given
   * @param clean the clean versions of the files, in the same order, to evaluate the result with;
   *     empty if unknown
   * @param noise {@code gaussian}, {@code salt-and-pepper} or {@code masking}, or a degradation:
   *     {@code hole}, {@code downscale} or {@code grey}; empty if the files are noisy already
   * @param amount the amount of noise, as in {@code decipher.model.objective.corruption.amount}
   */
  public record Request(List<Path> files, List<Path> clean, Optional<String> noise, double amount) {
    /** Copies the lists. */
    public Request {
      files = List.copyOf(files);
      clean = List.copyOf(clean);
    }
  }

  /**
   * Loads the model of a run.
   *
   * @throws ConfigurationException if there is no model, or it does not reconstruct images
   */
  public static Denoising load(Path run, Plugins plugins) {
    RunDirectory.require(run, "train");
    SavedModel saved = SavedModel.load(run, plugins);
    if (saved.model() instanceof ReconstructionModel able
        && saved.type() instanceof SampleType.Image) {
      return new Denoising(run, saved, able, plugins);
    }
    saved.close();
    throw new ConfigurationException(
        List.of(
            run
                + ": its model does not reconstruct images; expected one that does, such as vae"
                + " trained with decipher.model.objective.corruption"));
  }

  /**
   * Denoises the images, and writes {@code denoised.npy}, {@code denoising.json}, {@code
   * denoised.png}, which shows some images clean (if known), noisy and denoised, and {@code
   * noisy.npy} if noise was added.
   *
   * @throws ConfigurationException if the request is inconsistent, or the directory is not empty
   */
  public DenoisingReport run(Request request, RunContext context, Path output) {
    SampleType.Image type = (SampleType.Image) saved.type();
    Optional<Corrupted.How> noise =
        request.noise.map(kind -> Corrupted.how(kind, request.amount, type));
    requireSense(request, noise.isPresent());
    try (RunDirectory directory = RunDirectory.create(output)) {
      List<String> warnings = new ArrayList<>();
      FloatMatrix given = given(request, warnings, context);
      Optional<FloatMatrix> clean =
          noise.isPresent()
              ? Optional.of(given)
              : request.clean.isEmpty()
                  ? Optional.empty()
                  : Optional.of(matrix(saved.read(request.clean, context).samples(), context));
      if (clean.isPresent() && clean.get().rows() != given.rows()) {
        throw new DecipherException(
            "there are "
                + given.rows()
                + " noisy images, but "
                + clean.get().rows()
                + " clean ones; expected as many, in the same order");
      }
      Corrupted corrupted =
          noise
              .map(one -> one.on(given, type, context.random("denoising/noise")))
              .orElseGet(() -> Corrupted.asGiven(given, type));
      FloatMatrix noisy = corrupted.values();
      FloatMatrix denoised = corrupted.keepingWhatIsKnown(denoised(noisy, context));
      Optional<Quality> before = clean.map(all -> quality(all, noisy, type));
      Optional<Quality> after = clean.map(all -> quality(all, denoised, type));
      Optional<Plain> plain =
          clean.map(
              all ->
                  new Plain(corrupted.plainly(), quality(all, corrupted.restoredPlainly(), type)));
      if (before.isPresent() && after.get().psnr() <= before.get().psnr()) {
        warnings.add(
            "warning: the model removes less noise than the errors that it adds; train it with"
                + " decipher.model.objective.corruption of this kind, or with more latents");
      }
      directory.write("denoised.npy", file -> Npy.write(file, denoised));
      if (noise.isPresent()) {
        directory.write("noisy.npy", file -> Npy.write(file, noisy));
      }
      writeSheet(clean, corrupted, denoised, directory);
      DenoisingReport report =
          new DenoisingReport(
              given.rows(),
              noise.map(Corrupted.How::label).orElse(""),
              before,
              after,
              plain,
              warnings,
              directory.path());
      directory.writeText("denoising.json", ReportJson.of(report));
      return report;
    }
  }

  private static void requireSense(Request request, boolean corrupts) {
    if (request.files.isEmpty() && !corrupts) {
      throw new ConfigurationException(
          List.of("give noisy images, or the noise to add to the run's own (--noise gaussian)"));
    }
    if (corrupts && !request.clean.isEmpty()) {
      throw new ConfigurationException(
          List.of(
              "when noise is added, the images themselves are the clean ones; leave --clean"
                  + " out"));
    }
  }

  private FloatMatrix given(Request request, List<String> warnings, RunContext context) {
    if (!request.files.isEmpty()) {
      return matrix(saved.read(request.files, context).samples(), context);
    }
    OwnSamples own = OwnSamples.of(run, plugins, context);
    if (own.unseen().count() > 0) {
      return matrix(own.unseen(), context);
    }
    warnings.add("warning: the model was trained on these images, so this is not a test result");
    return matrix(own.learned(), context);
  }

  private FloatMatrix matrix(Samples samples, RunContext context) {
    return saved.prepared(samples, context).toMatrix();
  }

  private FloatMatrix denoised(FloatMatrix noisy, RunContext context) {
    float[] values = new float[noisy.rows() * noisy.columns()];
    for (int from = 0; from < noisy.rows(); from += BLOCK) {
      context.step(
          new Progress("denoising", (double) from / noisy.rows(), from + " of " + noisy.rows()));
      int count = Math.min(BLOCK, noisy.rows() - from);
      able.reconstructions(Samples.of(noisy.slice(from, count), saved.type()), context)
          .decoded()
          .copyRows(0, count, values, from * noisy.columns());
    }
    return FloatMatrix.wrap(noisy.rows(), noisy.columns(), values);
  }

  private static Quality quality(FloatMatrix clean, FloatMatrix other, SampleType.Image type) {
    double psnr = 0;
    double ssim = 0;
    for (int i = 0; i < clean.rows(); i++) {
      float[] should = clean.row(i);
      float[] is = other.row(i);
      psnr += ImageQuality.psnr(should, is);
      ssim += ImageQuality.ssim(should, is, type);
    }
    return new Quality(psnr / clean.rows(), ssim / clean.rows());
  }

  private void writeSheet(
      Optional<FloatMatrix> clean,
      Corrupted corrupted,
      FloatMatrix denoised,
      RunDirectory directory) {
    if (!Pictures.canShow(saved.type())) {
      return;
    }
    List<FloatMatrix> rows = new ArrayList<>();
    FloatMatrix noisy = corrupted.values();
    boolean degraded = corrupted.isDegraded();
    FloatMatrix plain = degraded ? corrupted.restoredPlainly() : noisy;
    int[] shown = EvenlySpaced.of(noisy.rows(), SHOWN * BLOCKS_SHOWN);
    for (int from = 0; from < shown.length; from += SHOWN) {
      int[] some = Arrays.copyOfRange(shown, from, Math.min(shown.length, from + SHOWN));
      clean.ifPresent(all -> rows.add(all.select(some)));
      rows.add(inRange(noisy.select(some)));
      if (degraded) {
        rows.add(plain.select(some));
      }
      rows.add(denoised.select(some));
    }
    Pictures.write(
        directory,
        "denoised.png",
        Pictures.rows(rows, saved.type(), List.of())
            .headed(
                degraded
                    ? "clean, degraded, " + corrupted.plainly() + ", restored"
                    : clean.isPresent() ? "clean, noisy, denoised" : "noisy, denoised"));
  }

  private static FloatMatrix inRange(FloatMatrix values) {
    float[] all = values.toArray();
    for (int i = 0; i < all.length; i++) {
      all[i] = Math.min(1, Math.max(0, all[i]));
    }
    return FloatMatrix.wrap(values.rows(), values.columns(), all);
  }

  @Override
  public void close() {
    saved.close();
  }
}
