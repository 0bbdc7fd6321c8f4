package io.decipher.vae;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Optimization;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Recipes and data sets that take seconds. */
final class Recipes {
  /** {@code -Dpytorch -Ddecipher.test.engine=PyTorch} runs the tests on the other engine. */
  static final String ENGINE = System.getProperty("decipher.test.engine", "MXNet");

  static final SampleType.Image SHAPE = SampleType.image(12, 8);

  static final Augmentation VIEWS = views(15, 15, 0.15, 2.5, 1, 0.3333, 0.3333, 0.3, 0.2);

  static final Vae DEFAULTS = new Recipe().build();

  private Recipes() {}

  /** Changes of the sizes that the preset for handwriting has. */
  static Augmentation views(
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
        0);
  }

  /** A recipe under construction, the plugin's defaults to begin with. */
  static final class Recipe {
    String engine = "MXNet";
    Vae.Architecture architecture = Vae.Architecture.CONVOLUTIONAL;
    List<Integer> channels = List.of(32, 64, 128);
    List<Integer> hidden = List.of(500, 500, 2000);
    Vae.Normalization normalization = Vae.Normalization.BATCH;
    boolean tiedWeights;
    Vae.ResidualBlocks residualBlocks = new Vae.ResidualBlocks(0, 0);
    int fullyConnected;
    int latentSize = 32;
    Vae.Activation latentActivation = Vae.Activation.IDENTITY;
    double leak = 0.1;
    double dropout;
    Vae.Posterior posterior = Vae.Posterior.GAUSSIAN;
    Vae.Likelihood likelihood = Vae.Likelihood.BERNOULLI;
    double noise = 0.1;
    Vae.Output output = Vae.Output.SIGMOID;
    Binarization binarization = Binarization.NONE;
    double beta = 0.1;
    int klWarmUp;
    double freeBits;
    int epochs = 5;
    int batchSize = 256;
    double learningRate = 0.002;
    Optimization optimizer = Optimization.adamw(0.0001);
    Vae.Schedule schedule = Vae.Schedule.ONE_CYCLE;
    double warmUp;
    Vae.Plateau plateau = new Vae.Plateau(0.5, 3);
    double validationShare = 0.02;
    int patience;
    double averaging = 0.995;
    boolean crossView = true;
    Augmentation augmentation = VIEWS;
    Corruption corruption = new Corruption(Corruption.Kind.NONE, 0.3);
    Vae.Sparsity sparsity = new Vae.Sparsity(Vae.Sparsity.Penalty.L1, 0, 0.05);
    Vae.Condition condition = new Vae.Condition(Vae.Condition.By.NONE, 0.1);
    Vae.Prior prior = Vae.Prior.CLASSES;
    Vae.Mixture mixture = new Vae.Mixture(100, Vae.Covariance.FULL, 40, 50);
    Vae.Classifier classifier = new Vae.Classifier(0, 0.05, 4, 0.8);

    Vae build() {
      return new Vae(
          engine,
          architecture,
          channels,
          hidden,
          normalization,
          tiedWeights,
          residualBlocks,
          fullyConnected,
          latentSize,
          latentActivation,
          leak,
          dropout,
          posterior,
          likelihood,
          noise,
          output,
          binarization,
          beta,
          klWarmUp,
          freeBits,
          epochs,
          batchSize,
          learningRate,
          optimizer,
          schedule,
          warmUp,
          plateau,
          validationShare,
          patience,
          averaging,
          crossView,
          augmentation,
          corruption,
          sparsity,
          condition,
          prior,
          mixture,
          classifier);
    }
  }

  /** A small net, few steps. */
  static Recipe tiny() {
    Recipe recipe = new Recipe();
    recipe.engine = ENGINE;
    recipe.channels = List.of(16, 16, 16);
    recipe.hidden = List.of(32, 16);
    recipe.latentSize = 4;
    recipe.epochs = 2;
    recipe.batchSize = 32;
    recipe.learningRate = 0.005;
    recipe.validationShare = 0.1;
    recipe.averaging = 0.9;
    return recipe;
  }

  /** Bars across, bars down and spots, in turn, each somewhere: three classes, 12 x 8 pixels. */
  static TrainingSet shapes(int count) {
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

  static TrainingSet unclassified(TrainingSet set) {
    return set.withClasses(Optional.empty());
  }
}
