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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The members of the family, small; each is a change to one recipe. */
enum Family {
  UNDERCOMPLETE(recipe -> {}),
  OVERCOMPLETE(recipe -> recipe.latentSize = 128),
  WITH_BATCH_NORMALIZATION(recipe -> recipe.normalization = Vae.Normalization.BATCH),
  SPARSE(
      recipe -> {
        recipe.hidden = List.of(64);
        recipe.latentSize = 64;
        recipe.latentActivation = Vae.Activation.RELU;
        recipe.sparsity = new Vae.Sparsity(Vae.Sparsity.Penalty.L1, 0.1, 0.05);
      }),
  SPARSE_BY_RATES(
      recipe -> {
        recipe.hidden = List.of(64);
        recipe.latentSize = 64;
        recipe.latentActivation = Vae.Activation.SIGMOID;
        recipe.sparsity = new Vae.Sparsity(Vae.Sparsity.Penalty.KL, 1, 0.05);
      }),
  TIED(recipe -> recipe.tiedWeights = true),
  TIED_WITH_BATCH_NORMALIZATION(
      recipe -> {
        recipe.tiedWeights = true;
        recipe.normalization = Vae.Normalization.BATCH;
      }),
  DENOISING(recipe -> recipe.corruption = new Corruption(Corruption.Kind.GAUSSIAN, 0.3)),
  DENOISING_SALT(
      recipe -> recipe.corruption = new Corruption(Corruption.Kind.SALT_AND_PEPPER, 0.2)),
  DENOISING_MASKED(recipe -> recipe.corruption = new Corruption(Corruption.Kind.MASKING, 0.3)),
  LINEAR(
      recipe -> {
        recipe.hidden = List.of();
        recipe.likelihood = Vae.Likelihood.GAUSSIAN;
        recipe.noise = Math.sqrt(0.5);
        recipe.output = Vae.Output.IDENTITY;
      }),
  SQUARED_ERROR(
      recipe -> {
        recipe.hidden = List.of(32, 32, 64);
        recipe.leak = 0;
        recipe.likelihood = Vae.Likelihood.GAUSSIAN;
        recipe.noise = Math.sqrt(0.5);
        recipe.output = Vae.Output.IDENTITY;
      }),
  CONVOLUTIONAL(recipe -> recipe.architecture = Vae.Architecture.CONVOLUTIONAL),
  CONVOLUTIONAL_WITH_BATCH_NORMALIZATION(
      recipe -> {
        recipe.architecture = Vae.Architecture.CONVOLUTIONAL;
        recipe.normalization = Vae.Normalization.BATCH;
      }),
  CROSS_VIEW(recipe -> recipe.crossView = true),
  WITH_A_HEAD(recipe -> recipe.classifier = new Vae.Classifier(10, 0.05, 2, 1)),
  CONDITIONAL(recipe -> recipe.condition = new Vae.Condition(Vae.Condition.By.CLASSES, 0.1)),
  VARIATIONAL(recipe -> recipe.posterior = Vae.Posterior.GAUSSIAN),
  VARIATIONAL_TIED(
      recipe -> {
        recipe.posterior = Vae.Posterior.GAUSSIAN;
        recipe.tiedWeights = true;
      }),
  VARIATIONAL_LINEAR(
      recipe -> {
        recipe.posterior = Vae.Posterior.GAUSSIAN;
        recipe.hidden = List.of();
        recipe.likelihood = Vae.Likelihood.GAUSSIAN;
        recipe.output = Vae.Output.IDENTITY;
      }),
  VARIATIONAL_DENOISING(
      recipe -> {
        recipe.posterior = Vae.Posterior.GAUSSIAN;
        recipe.corruption = new Corruption(Corruption.Kind.MASKING, 0.3);
      }),
  VARIATIONAL_CONDITIONAL(
      recipe -> {
        recipe.posterior = Vae.Posterior.GAUSSIAN;
        recipe.prior = Vae.Prior.STANDARD;
        recipe.beta = 1;
        recipe.condition = new Vae.Condition(Vae.Condition.By.CLASSES, 0.1);
      }),
  VARIATIONAL_CONDITIONAL_CONVOLUTIONAL(
      recipe -> {
        recipe.architecture = Vae.Architecture.CONVOLUTIONAL;
        recipe.normalization = Vae.Normalization.BATCH;
        recipe.posterior = Vae.Posterior.GAUSSIAN;
        recipe.condition = new Vae.Condition(Vae.Condition.By.CLASSES, 0.1);
        recipe.classifier = new Vae.Classifier(10, 0.05, 2, 1);
      });

  private final Consumer<Recipes.Recipe> change;

  Family(Consumer<Recipes.Recipe> change) {
    this.change = change;
  }

  /** A dense autoencoder without batch normalisation, changed into the member. */
  Recipes.Recipe recipe() {
    Recipes.Recipe recipe = Recipes.tiny();
    recipe.architecture = Vae.Architecture.DENSE;
    recipe.normalization = Vae.Normalization.NONE;
    recipe.posterior = Vae.Posterior.NONE;
    recipe.crossView = false;
    recipe.epochs = 4;
    recipe.batchSize = 32;
    recipe.learningRate = 0.005;
    change.accept(recipe);
    return recipe;
  }

  /** The epochs of a training that is told nobody else. */
  static List<EpochMetrics> epochs(Vae recipe, TrainingSet set) {
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
    recipe.train(set, RunContext.of(7, ear, new CancellationToken())).close();
    return heard;
  }

  static TrainingSet vectors(FloatMatrix samples) {
    return TrainingSet.of(Samples.of(samples, SampleType.vector(samples.columns())));
  }

  /** The mean absolute difference of two matrices' values. */
  static double distance(FloatMatrix a, FloatMatrix b) {
    float[] left = a.toArray();
    float[] right = b.toArray();
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += Math.abs(left[i] - right[i]);
    }
    return sum / left.length;
  }
}
