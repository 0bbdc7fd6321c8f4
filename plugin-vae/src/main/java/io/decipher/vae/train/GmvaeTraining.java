// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Tensor;
import io.decipher.numerics.InvertedFile;
import io.decipher.vae.latent.GaussianMixture;
import io.decipher.vae.latent.Graph;
import io.decipher.vae.latent.LatentMixture;
import io.decipher.vae.latent.LatentPrior;
import io.decipher.vae.latent.Overlap;
import io.decipher.vae.recipe.GmvaeRecipe;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.Map;
import java.util.function.Function;

/**
 * Trains a variational autoencoder with a mixture prior: first with the prior N(0, I), then jointly
 * with a mixture fitted to its latents, whose components are finally merged into classes.
 */
public final class GmvaeTraining {
  private static final int BLOCK = 500;

  private final GmvaeRecipe recipe;
  private final TrainingSet set;
  private final RunContext run;

  public GmvaeTraining(GmvaeRecipe recipe, TrainingSet set, RunContext run) {
    this.recipe = recipe;
    this.set = set;
    this.run = run;
  }

  public LearnedVae run() {
    int[] epochs = new int[1];
    RunContext first = part("start", epochs);
    LatentPrior fitted;
    FloatMatrix agreed;
    Map<String, Tensor> start;
    try (LearnedVae vae = VaeTraining.of(recipe.vae().standard(), set, first).run()) {
      start = vae.codec().tensors();
      FloatMatrix latents = vae.codec().encode(set.samples(), run);
      fitted =
          gathered(
              GaussianMixture.fit(
                  vae.codec().posteriorDraws(set.samples(), run), recipe.mixture(), run),
              latents);
      agreed = agreed(fitted, latents);
    }
    GmvaeRecipe.Clusters clusters = recipe.clusters();
    VaeRecipe goingOn = recipe.vae().goingOn(clusters.epochs(), clusters.learningRate());
    LearnedVae learned =
        VaeTraining.of(goingOn, set, start, part("mixture", epochs))
            .under(
                new VaeTraining.Mixing(
                    new LatentMixture(fitted), agreed, clusters.graph().weight()))
            .run(recipe.vae());
    try {
      return learned.under(gathered(learned.prior(), learned.codec().encode(set.samples(), run)));
    } catch (RuntimeException | Error e) {
      learned.close();
      throw e;
    }
  }

  /** Returns the log probability of each class given a sample and its neighbours, (n x classes). */
  private FloatMatrix agreed(LatentPrior mixture, FloatMatrix latents) {
    run.step(new Progress("neighbours", 0, ""));
    int[][] neighbours =
        InvertedFile.neighbours(
            latents, recipe.clusters().graph().neighbours(), run.seed("vae/cells"), run);
    return Graph.agreed(inBlocks(latents, mixture::memberships), neighbours);
  }

  /** Returns one row per latent vector, computed in blocks that bound the memory. */
  private static double[][] inBlocks(FloatMatrix latents, Function<FloatMatrix, double[][]> rows) {
    double[][] all = new double[latents.rows()][];
    for (int row = 0; row < latents.rows(); row += BLOCK) {
      int count = Math.min(BLOCK, latents.rows() - row);
      System.arraycopy(rows.apply(latents.slice(row, count)), 0, all, row, count);
    }
    return all;
  }

  /** Returns a mixture with its components merged into classes by their overlap on the latents. */
  private LatentPrior gathered(LatentPrior mixture, FloatMatrix latents) {
    int[] classOf =
        Overlap.classes(inBlocks(latents, mixture::responsibilities), recipe.clusters().overlap());
    LatentPrior gathered = mixture.gathered(classOf);
    run.step(
        new Progress(
            "mixture", 1, gathered.classes() + " classes of " + classOf.length + " components"));
    return gathered;
  }

  /**
   * Returns the run for one of the trainings, with its own checkpoints, and epochs counted from the
   * end of the previous training.
   */
  private RunContext part(String name, int[] epochs) {
    int before = epochs[0];
    ProgressListener all = run.listener();
    ProgressListener own =
        new ProgressListener() {
          @Override
          public void progress(Progress progress) {
            all.progress(progress);
          }

          @Override
          public void epoch(EpochMetrics metrics) {
            epochs[0] = before + metrics.epoch();
            all.epoch(
                new EpochMetrics(metrics.stage(), epochs[0], metrics.seconds(), metrics.values()));
          }

          @Override
          public void samples(String stage, int epoch, FloatMatrix samples, SampleType shape) {
            all.samples(stage, before + epoch, samples, shape);
          }

          @Override
          public void warning(String text) {
            all.warning(text);
          }
        };
    RunContext part = RunContext.of(run.seed(), own, run.cancellation());
    return run.checkpoints()
        .map(directory -> part.withCheckpoints(directory.resolve(name)))
        .orElse(part);
  }
}
