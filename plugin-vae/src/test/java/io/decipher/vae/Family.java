// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import io.decipher.api.CancellationToken;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.vae.recipe.Architecture;
import io.decipher.vae.recipe.Classifier;
import io.decipher.vae.recipe.Condition;
import io.decipher.vae.recipe.Contraction;
import io.decipher.vae.recipe.Corruption;
import io.decipher.vae.recipe.Likelihood;
import io.decipher.vae.recipe.Posterior;
import io.decipher.vae.recipe.Sparsity;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The members of the family, small; each is a change to one recipe. */
public enum Family {
  UNDERCOMPLETE(recipe -> {}),
  OVERCOMPLETE(recipe -> recipe.latentSize = 128),
  WITH_BATCH_NORMALIZATION(recipe -> recipe.normalization = Architecture.Normalization.BATCH),
  SPARSE(
      recipe -> {
        recipe.hidden = List.of(64);
        recipe.latentSize = 64;
        recipe.latentActivation = Posterior.Activation.RELU;
        recipe.sparsity = new Sparsity(Sparsity.Penalty.L1, 0.1, 0.05);
      }),
  SPARSE_BY_RATES(
      recipe -> {
        recipe.hidden = List.of(64);
        recipe.latentSize = 64;
        recipe.latentActivation = Posterior.Activation.SIGMOID;
        recipe.sparsity = new Sparsity(Sparsity.Penalty.KL, 1, 0.05);
      }),
  CONTRACTIVE(
      recipe -> {
        recipe.hidden = List.of();
        recipe.latentSize = 64;
        recipe.tiedWeights = true;
        recipe.latentActivation = Posterior.Activation.SIGMOID;
        recipe.contraction = new Contraction(0.1, 0.05);
      }),
  TIED(recipe -> recipe.tiedWeights = true),
  TIED_WITH_BATCH_NORMALIZATION(
      recipe -> {
        recipe.tiedWeights = true;
        recipe.normalization = Architecture.Normalization.BATCH;
      }),
  DENOISING(recipe -> recipe.corruption = new Corruption(Corruption.Kind.GAUSSIAN, 0.3)),
  DENOISING_SALT(
      recipe -> recipe.corruption = new Corruption(Corruption.Kind.SALT_AND_PEPPER, 0.2)),
  LATENT_DIFFUSION(recipe -> recipe.prior = Recipes.Prior.DIFFUSION),
  INPAINTING(recipe -> recipe.corruption = new Corruption(Corruption.Kind.HOLE, 0.4)),
  SUPER_RESOLUTION(recipe -> recipe.corruption = new Corruption(Corruption.Kind.DOWNSCALE, 0.5)),
  DENOISING_MASKED(recipe -> recipe.corruption = new Corruption(Corruption.Kind.MASKING, 0.3)),
  LINEAR(
      recipe -> {
        recipe.hidden = List.of();
        recipe.likelihood = Recipes.Likelihood.GAUSSIAN;
        recipe.noise = Math.sqrt(0.5);
        recipe.output = Likelihood.Output.IDENTITY;
      }),
  SQUARED_ERROR(
      recipe -> {
        recipe.hidden = List.of(32, 32, 64);
        recipe.leak = 0;
        recipe.likelihood = Recipes.Likelihood.GAUSSIAN;
        recipe.noise = Math.sqrt(0.5);
        recipe.output = Likelihood.Output.IDENTITY;
      }),
  CONVOLUTIONAL(recipe -> recipe.architecture = Recipes.Architecture.CONVOLUTIONAL),
  CONVOLUTIONAL_WITH_BATCH_NORMALIZATION(
      recipe -> {
        recipe.architecture = Recipes.Architecture.CONVOLUTIONAL;
        recipe.normalization = Architecture.Normalization.BATCH;
      }),
  CROSS_VIEW(recipe -> recipe.crossView = true),
  WITH_A_HEAD(recipe -> recipe.classifier = new Classifier(10, 0.05, 2, 1)),
  CONDITIONAL(
      recipe -> recipe.condition = new Condition(Condition.By.CLASSES, Optional.empty(), 0.1)),
  VARIATIONAL(recipe -> recipe.posterior = Recipes.Posterior.GAUSSIAN),
  VARIATIONAL_TIED(
      recipe -> {
        recipe.posterior = Recipes.Posterior.GAUSSIAN;
        recipe.tiedWeights = true;
      }),
  VARIATIONAL_LINEAR(
      recipe -> {
        recipe.posterior = Recipes.Posterior.GAUSSIAN;
        recipe.hidden = List.of();
        recipe.likelihood = Recipes.Likelihood.GAUSSIAN;
        recipe.output = Likelihood.Output.IDENTITY;
      }),
  VARIATIONAL_DENOISING(
      recipe -> {
        recipe.posterior = Recipes.Posterior.GAUSSIAN;
        recipe.corruption = new Corruption(Corruption.Kind.MASKING, 0.3);
      }),
  VARIATIONAL_CONDITIONAL(
      recipe -> {
        recipe.posterior = Recipes.Posterior.GAUSSIAN;
        recipe.prior = Recipes.Prior.STANDARD;
        recipe.beta = 1;
        recipe.condition = new Condition(Condition.By.CLASSES, Optional.empty(), 0.1);
      }),
  VARIATIONAL_CONDITIONAL_CONVOLUTIONAL(
      recipe -> {
        recipe.architecture = Recipes.Architecture.CONVOLUTIONAL;
        recipe.normalization = Architecture.Normalization.BATCH;
        recipe.posterior = Recipes.Posterior.GAUSSIAN;
        recipe.condition = new Condition(Condition.By.CLASSES, Optional.empty(), 0.1);
        recipe.classifier = new Classifier(10, 0.05, 2, 1);
      });

  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  private final Consumer<Recipes.Recipe> change;

  Family(Consumer<Recipes.Recipe> change) {
    this.change = change;
  }

  /** A dense autoencoder without batch normalisation, changed into the member. */
  public Recipes.Recipe recipe() {
    Recipes.Recipe recipe = Recipes.tiny();
    recipe.architecture = Recipes.Architecture.DENSE;
    recipe.normalization = Architecture.Normalization.NONE;
    recipe.posterior = Recipes.Posterior.NONE;
    recipe.crossView = false;
    recipe.epochs = 4;
    recipe.batchSize = 32;
    recipe.learningRate = 0.005;
    change.accept(recipe);
    return recipe;
  }

  /** The epochs of a training that is told nobody else. */
  public static List<EpochMetrics> epochs(VaeRecipe recipe, TrainingSet set) {
    List<EpochMetrics> heard = new ArrayList<>();
    ProgressListener ear =
        new ProgressListener() {
          @Override
          public void progress(Progress progress) {}

          @Override
          public void epoch(EpochMetrics metrics) {
            heard.add(metrics);
          }
        };
    new Vae(recipe).train(set, RunContext.of(7, ear, new CancellationToken())).close();
    return heard;
  }

  public static TrainingSet vectors(FloatMatrix samples) {
    return TrainingSet.of(Samples.of(samples, SampleType.vector(samples.columns())));
  }

  /** The mean absolute difference of two matrices' values. */
  public static double distance(FloatMatrix a, FloatMatrix b) {
    float[] left = a.toArray();
    float[] right = b.toArray();
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += Math.abs(left[i] - right[i]);
    }
    return sum / left.length;
  }
}
