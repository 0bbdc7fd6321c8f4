// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.optim.Annealing;
import io.decipher.djl.optim.Optimization;
import io.decipher.djl.training.Fit;
import io.decipher.vae.recipe.Augmentation;
import io.decipher.vae.recipe.Binarization;
import io.decipher.vae.recipe.Classifier;
import io.decipher.vae.recipe.Condition;
import io.decipher.vae.recipe.Contraction;
import io.decipher.vae.recipe.Corruption;
import io.decipher.vae.recipe.Objective;
import io.decipher.vae.recipe.Sparsity;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** Recipes and data sets that take seconds. */
public final class Recipes {
  /** {@code -Dpytorch -Ddecipher.test.engine=PyTorch} runs the tests on the other engine. */
  public static final String ENGINE = System.getProperty("decipher.test.engine", "MXNet");

  public static final SampleType.Image SHAPE = SampleType.image(12, 8);

  public static final Augmentation VIEWS = views(15, 15, 0.15, 2.5, 1, 0.3333, 0.3333, 0.3, 0.2);

  public static final VaeRecipe DEFAULTS = new Recipe().build();

  private Recipes() {}

  /** Which architecture. */
  public enum Architecture {
    CONVOLUTIONAL,
    DENSE
  }

  /** Which posterior. */
  public enum Posterior {
    GAUSSIAN,
    NONE
  }

  /** Which likelihood. */
  public enum Likelihood {
    BERNOULLI,
    GAUSSIAN
  }

  /** Which schedule. */
  public enum Schedule {
    ONE_CYCLE,
    COSINE,
    PLATEAU,
    CONSTANT
  }

  /** Which prior. */
  public enum Prior {
    STANDARD,
    GAUSSIAN,
    MIXTURE,
    CLASSES,
    DIFFUSION
  }

  /** Changes of the sizes that the preset for handwriting has. */
  public static Augmentation views(
      double rotation,
      double shear,
      double scale,
      double shift,
      double elastic,
      double dilate,
      double erode,
      double cutout,
      double stroke) {
    return new Augmentation(
        rotation,
        shear,
        scale,
        shift,
        elastic,
        5,
        dilate,
        erode,
        1,
        cutout,
        new Augmentation.Range(3, 8),
        stroke,
        new Augmentation.Range(4, 11),
        new Augmentation.Range(1.6, 3.4),
        0,
        0,
        0,
        OptionalDouble.empty(),
        Optional.empty());
  }

  /** No changes but masks. */
  public static Augmentation masked(Augmentation.Mask mask) {
    return spectrogram(OptionalDouble.empty(), Optional.of(mask));
  }

  /** No changes but noise. */
  public static Augmentation noisy(double level) {
    return spectrogram(OptionalDouble.of(level), Optional.empty());
  }

  private static Augmentation spectrogram(OptionalDouble noise, Optional<Augmentation.Mask> mask) {
    return new Augmentation(
        0,
        0,
        0,
        0,
        0,
        5,
        0,
        0,
        1,
        0,
        new Augmentation.Range(3, 8),
        0,
        new Augmentation.Range(4, 11),
        new Augmentation.Range(1.6, 3.4),
        0,
        0,
        0,
        noise,
        mask);
  }

  /** A recipe under construction, the plugin's defaults to begin with. */
  public static final class Recipe {
    public String engine = "MXNet";
    public Recipes.Architecture architecture = Recipes.Architecture.CONVOLUTIONAL;

    /** In place of what {@code architecture} says. */
    public Optional<io.decipher.vae.recipe.Architecture> sequential = Optional.empty();

    public List<Integer> channels = List.of(32, 64, 128);
    public List<Integer> hidden = List.of(500, 500, 2000);
    public io.decipher.vae.recipe.Architecture.Normalization normalization =
        io.decipher.vae.recipe.Architecture.Normalization.BATCH;
    public boolean tiedWeights;
    public io.decipher.vae.recipe.Architecture.ResidualBlocks residualBlocks =
        new io.decipher.vae.recipe.Architecture.ResidualBlocks(0, 0);
    public int fullyConnected;
    public int latentSize = 32;
    public io.decipher.vae.recipe.Posterior.Activation latentActivation =
        io.decipher.vae.recipe.Posterior.Activation.IDENTITY;
    public double leak = 0.1;
    public double dropout;
    public Recipes.Posterior posterior = Recipes.Posterior.GAUSSIAN;
    public Recipes.Likelihood likelihood = Recipes.Likelihood.BERNOULLI;
    public double noise = 0.1;
    public io.decipher.vae.recipe.Likelihood.Output output =
        io.decipher.vae.recipe.Likelihood.Output.SIGMOID;
    public Binarization binarization = Binarization.NONE;
    public double beta = 0.1;
    public int klWarmUp;
    public double freeBits;
    public int epochs = 5;
    public int minSteps = 500;
    public int batchSize = 256;
    public double learningRate = 0.002;
    public Optimization optimizer = Optimization.adamw(0.0001);
    public Recipes.Schedule schedule = Recipes.Schedule.ONE_CYCLE;
    public double warmUp;
    public Annealing.Plateau plateau = new Annealing.Plateau(0.5, 3);
    public double validationShare = 0.02;
    public int patience;
    public double averaging = 0.995;
    public boolean crossView = true;
    public Augmentation augmentation = VIEWS;
    public Corruption corruption = new Corruption(Corruption.Kind.NONE, 0.3);
    public Contraction contraction = new Contraction(0, 0.05);
    public Sparsity sparsity = new Sparsity(Sparsity.Penalty.L1, 0, 0.05);
    public Condition condition = new Condition(Condition.By.NONE, Optional.empty(), 0.1);
    public Recipes.Prior prior = Recipes.Prior.CLASSES;
    public io.decipher.vae.recipe.Prior.Mixture mixture =
        new io.decipher.vae.recipe.Prior.Mixture(
            100, io.decipher.vae.recipe.Prior.Covariance.FULL, 40, 50);
    public io.decipher.vae.recipe.Prior.Diffusion diffusion =
        new io.decipher.vae.recipe.Prior.Diffusion(64, 2, 100, 20, 0.1, 0, 60, 64, 0.003);
    public Classifier classifier = new Classifier(0, 0.05, 4, 0.8);

    /** The model of this recipe. */
    public Vae model() {
      return new Vae(build());
    }

    public VaeRecipe build() {
      return new VaeRecipe(
          engine,
          latentSize,
          sequential.orElseGet(this::architecture),
          posterior == Posterior.GAUSSIAN
              ? new io.decipher.vae.recipe.Posterior.Gaussian(beta, klWarmUp, freeBits)
              : new io.decipher.vae.recipe.Posterior.None(latentActivation, sparsity, contraction),
          likelihood == Likelihood.BERNOULLI
              ? new io.decipher.vae.recipe.Likelihood.Bernoulli(binarization)
              : new io.decipher.vae.recipe.Likelihood.Gaussian(noise, output),
          prior(),
          condition,
          new Objective(
              crossView ? Optional.of(augmentation) : Optional.empty(), corruption, classifier),
          new Fit(
              epochs,
              minSteps,
              batchSize,
              learningRate,
              optimizer,
              schedule(),
              warmUp,
              averaging,
              validationShare,
              patience));
    }

    private io.decipher.vae.recipe.Architecture architecture() {
      return architecture == Architecture.DENSE
          ? new io.decipher.vae.recipe.Architecture.Dense(
              hidden, tiedWeights, normalization, leak, dropout)
          : new io.decipher.vae.recipe.Architecture.Convolutional(
              channels, residualBlocks, fullyConnected, normalization, leak, dropout);
    }

    private io.decipher.vae.recipe.Prior prior() {
      return switch (prior) {
        case STANDARD -> new io.decipher.vae.recipe.Prior.Standard();
        case GAUSSIAN -> new io.decipher.vae.recipe.Prior.Gaussian();
        case MIXTURE -> mixture;
        case CLASSES -> new io.decipher.vae.recipe.Prior.Classes();
        case DIFFUSION -> diffusion;
      };
    }

    private Annealing schedule() {
      return switch (schedule) {
        case ONE_CYCLE -> new Annealing.OneCycle();
        case COSINE -> new Annealing.Cosine();
        case PLATEAU -> plateau;
        case CONSTANT -> new Annealing.Constant();
      };
    }
  }

  /** A small net, few steps. */
  public static Recipe tiny() {
    Recipe recipe = new Recipe();
    recipe.engine = ENGINE;
    recipe.channels = List.of(16, 16, 16);
    recipe.hidden = List.of(32, 16);
    recipe.latentSize = 4;
    recipe.epochs = 2;
    recipe.minSteps = 0;
    recipe.batchSize = 32;
    recipe.learningRate = 0.005;
    recipe.validationShare = 0.1;
    recipe.averaging = 0.9;
    return recipe;
  }

  /** Bars across, bars down and spots, in turn, each somewhere: three classes, 12 x 8 pixels. */
  public static TrainingSet shapes(int count) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[count * SHAPE.size()];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 3;
      int row = 1 + random.nextInt(SHAPE.height() - 3);
      int column = 1 + random.nextInt(SHAPE.width() - 3);
      for (int y = 0; y < SHAPE.height(); y++) {
        for (int x = 0; x < SHAPE.width(); x++) {
          boolean inRow = y >= row && y < row + 2;
          boolean inColumn = x >= column && x < column + 2;
          boolean ink = i % 3 == 0 ? inRow : i % 3 == 1 ? inColumn : inRow && inColumn;
          values[i * SHAPE.size() + y * SHAPE.width() + x] = ink ? 0.9f : 0.02f;
        }
      }
    }
    float[] strengths = new float[count];
    Arrays.fill(strengths, 1);
    return TrainingSet.of(
        Samples.of(FloatMatrix.wrap(count, SHAPE.size(), values), SHAPE),
        Optional.of(new FoundClasses(Labels.of(labels), FloatMatrix.wrap(count, 1, strengths))));
  }

  public static TrainingSet unclassified(TrainingSet set) {
    return set.withClasses(Optional.empty());
  }
}
