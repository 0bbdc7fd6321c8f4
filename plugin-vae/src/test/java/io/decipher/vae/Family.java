package io.decipher.vae;

import io.decipher.api.CancellationToken;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleShape;
import io.decipher.api.TrainingSet;
import io.decipher.vae.recipe.Corruption;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The members of the family, small; each is a change to one recipe. */
public enum Family {
  UNDERCOMPLETE(recipe -> {}),
  OVERCOMPLETE(recipe -> recipe.latentSize = 128),
  WITH_BATCH_NORMALIZATION(recipe -> recipe.normalization = VaeRecipe.Normalization.BATCH),
  SPARSE(
      recipe -> {
        recipe.hidden = List.of(64);
        recipe.latentSize = 64;
        recipe.latentActivation = VaeRecipe.Activation.RELU;
        recipe.sparsity = new VaeRecipe.Sparsity(VaeRecipe.Sparsity.Penalty.L1, 0.1, 0.05);
      }),
  SPARSE_BY_RATES(
      recipe -> {
        recipe.hidden = List.of(64);
        recipe.latentSize = 64;
        recipe.latentActivation = VaeRecipe.Activation.SIGMOID;
        recipe.sparsity = new VaeRecipe.Sparsity(VaeRecipe.Sparsity.Penalty.KL, 1, 0.05);
      }),
  TIED(recipe -> recipe.tiedWeights = true),
  TIED_WITH_BATCH_NORMALIZATION(
      recipe -> {
        recipe.tiedWeights = true;
        recipe.normalization = VaeRecipe.Normalization.BATCH;
      }),
  DENOISING(recipe -> recipe.corruption = new Corruption(Corruption.Kind.GAUSSIAN, 0.3)),
  DENOISING_SALT(
      recipe -> recipe.corruption = new Corruption(Corruption.Kind.SALT_AND_PEPPER, 0.2)),
  DENOISING_MASKED(recipe -> recipe.corruption = new Corruption(Corruption.Kind.MASKING, 0.3)),
  LINEAR(
      recipe -> {
        recipe.hidden = List.of();
        recipe.likelihood = VaeRecipe.Likelihood.GAUSSIAN;
        recipe.noise = Math.sqrt(0.5);
        recipe.output = VaeRecipe.Output.IDENTITY;
      }),
  SQUARED_ERROR(
      recipe -> {
        recipe.hidden = List.of(32, 32, 64);
        recipe.leak = 0;
        recipe.likelihood = VaeRecipe.Likelihood.GAUSSIAN;
        recipe.noise = Math.sqrt(0.5);
        recipe.output = VaeRecipe.Output.IDENTITY;
      }),
  CONVOLUTIONAL(recipe -> recipe.architecture = VaeRecipe.Architecture.CONVOLUTIONAL),
  CONVOLUTIONAL_WITH_BATCH_NORMALIZATION(
      recipe -> {
        recipe.architecture = VaeRecipe.Architecture.CONVOLUTIONAL;
        recipe.normalization = VaeRecipe.Normalization.BATCH;
      }),
  CROSS_VIEW(recipe -> recipe.crossView = true),
  WITH_A_HEAD(recipe -> recipe.classifier = new VaeRecipe.Classifier(10, 0.05, 2, 1)),
  CONDITIONAL(
      recipe -> recipe.condition = new VaeRecipe.Condition(VaeRecipe.Condition.By.CLASSES, 0.1)),
  VARIATIONAL(recipe -> recipe.posterior = VaeRecipe.Posterior.GAUSSIAN),
  VARIATIONAL_TIED(
      recipe -> {
        recipe.posterior = VaeRecipe.Posterior.GAUSSIAN;
        recipe.tiedWeights = true;
      }),
  VARIATIONAL_LINEAR(
      recipe -> {
        recipe.posterior = VaeRecipe.Posterior.GAUSSIAN;
        recipe.hidden = List.of();
        recipe.likelihood = VaeRecipe.Likelihood.GAUSSIAN;
        recipe.output = VaeRecipe.Output.IDENTITY;
      }),
  VARIATIONAL_DENOISING(
      recipe -> {
        recipe.posterior = VaeRecipe.Posterior.GAUSSIAN;
        recipe.corruption = new Corruption(Corruption.Kind.MASKING, 0.3);
      }),
  VARIATIONAL_CONDITIONAL(
      recipe -> {
        recipe.posterior = VaeRecipe.Posterior.GAUSSIAN;
        recipe.prior = VaeRecipe.Prior.STANDARD;
        recipe.beta = 1;
        recipe.condition = new VaeRecipe.Condition(VaeRecipe.Condition.By.CLASSES, 0.1);
      }),
  VARIATIONAL_CONDITIONAL_CONVOLUTIONAL(
      recipe -> {
        recipe.architecture = VaeRecipe.Architecture.CONVOLUTIONAL;
        recipe.normalization = VaeRecipe.Normalization.BATCH;
        recipe.posterior = VaeRecipe.Posterior.GAUSSIAN;
        recipe.condition = new VaeRecipe.Condition(VaeRecipe.Condition.By.CLASSES, 0.1);
        recipe.classifier = new VaeRecipe.Classifier(10, 0.05, 2, 1);
      });

  private final Consumer<Recipes.Recipe> change;

  Family(Consumer<Recipes.Recipe> change) {
    this.change = change;
  }

  /** A dense autoencoder without batch normalisation, changed into the member. */
  public Recipes.Recipe recipe() {
    Recipes.Recipe recipe = Recipes.tiny();
    recipe.architecture = VaeRecipe.Architecture.DENSE;
    recipe.normalization = VaeRecipe.Normalization.NONE;
    recipe.posterior = VaeRecipe.Posterior.NONE;
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
    new Vae(recipe).train(set, new RunContext(7, ear, new CancellationToken())).close();
    return heard;
  }

  public static TrainingSet vectors(FloatMatrix samples) {
    return new TrainingSet(samples, SampleShape.vector(samples.columns()), Optional.empty());
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
