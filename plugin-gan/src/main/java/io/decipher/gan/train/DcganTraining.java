// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Draws;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensors;
import io.decipher.djl.store.Checkpoints;
import io.decipher.djl.store.Fingerprint;
import io.decipher.djl.training.StepContext;
import io.decipher.djl.training.TrainableNet;
import io.decipher.djl.training.TrainingLoop;
import io.decipher.djl.training.TrainingTask;
import io.decipher.gan.measure.ModeCoverage;
import io.decipher.gan.measure.SlicedWasserstein;
import io.decipher.gan.net.DcganNet;
import io.decipher.gan.net.Generator;
import io.decipher.gan.net.Noise;
import io.decipher.gan.recipe.DcganRecipe;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One training run of a generative adversarial network, from a recipe and samples to a generator.
 */
public final class DcganTraining {
  private static final String STAGE = "model";

  /** The maximum number of images measured at the end of an epoch. */
  private static final int MEASURED = 2000;

  private static final int DIRECTIONS = 256;

  /** The maximum number of cells that the space of images is divided into. */
  private static final int CELLS = 100;

  /** The number of images over whose pairs the mean distance is taken. */
  private static final int PAIRED = 200;

  /** How far interpolation may move a value outside the range of its source values. */
  private static final float ROUNDING = 1e-3f;

  private final DcganRecipe recipe;
  private final TrainingSet set;
  private final SampleType shape;
  private final RunContext run;
  private final DcganNet net;
  private final Noise noise;
  private final int[] training;
  private final Yardstick yardstick;

  private DcganTraining(
      DcganRecipe recipe,
      TrainingSet set,
      RunContext run,
      DcganNet net,
      Noise noise,
      int[] training,
      Yardstick yardstick) {
    this.recipe = recipe;
    this.set = set;
    this.shape = set.type();
    this.run = run;
    this.net = net;
    this.noise = noise;
    this.training = training;
    this.yardstick = yardstick;
  }

  public static DcganTraining of(DcganRecipe recipe, TrainingSet set, RunContext run) {
    int classes = recipe.conditionClasses(set);
    DcganNet net = DcganNet.of(recipe, set.type(), classes);
    requireValues(set.samples());
    int[] order = Draws.permutation(set.samples().count(), run.random("gan/held-out"));
    int held = recipe.fit().heldOut(order.length, 2);
    int least = 2 * recipe.discriminator().packing() * recipe.discriminator().steps();
    if (order.length - held < Math.max(held, least)) {
      throw new DecipherException(
          "there are "
              + order.length
              + " samples, of which "
              + held
              + " are held out; training needs "
              + Math.max(held, least)
              + " or more beside them; lower decipher.model.fit.validation-share");
    }
    int[] heldOut = Arrays.copyOf(order, held);
    int[] training = Arrays.copyOfRange(order, held, order.length);
    int[] measured = Arrays.copyOf(heldOut, Math.min(held, MEASURED));
    int[] others = Arrays.copyOf(training, measured.length);
    Arrays.sort(training);
    Noise noise = new Noise(recipe.latentSize(), shares(set, classes));
    FloatMatrix real = set.samples().select(measured).toMatrix();
    return new DcganTraining(
        recipe,
        set,
        run,
        net,
        noise,
        training,
        Yardstick.of(real, set.samples().select(others).toMatrix(), noise, run));
  }

  private static void requireValues(Samples samples) {
    float[] row = new float[samples.type().size()];
    for (int i = 0; i < samples.count(); i++) {
      samples.copyRow(i, row, 0);
      for (float value : row) {
        if (!(value >= -ROUNDING && value <= 1 + ROUNDING)) {
          throw new DecipherException(
              "sample "
                  + i
                  + " has the value "
                  + value
                  + "; dcgan draws values in [0, 1]: scale the samples");
        }
      }
    }
  }

  /** How often each class is drawn: in proportion to its size. */
  private static float[] shares(TrainingSet set, int classes) {
    float[] shares = new float[classes];
    if (classes > 0) {
      Labels labels = set.classes().orElseThrow().labels();
      int[] sizes = labels.sizes();
      for (int c = 0; c < classes; c++) {
        shares[c] = (float) sizes[c] / (labels.size() - labels.noise());
      }
    }
    return shares;
  }

  /**
   * What drawn images are measured with at the end of an epoch.
   *
   * @param floor the distance of equally many training images
   * @param spread the mean distance between two real images
   * @param coverage cells around held-out images, whose real shares are those of training images
   * @param rows the generator's input, the same in each epoch
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Yardstick(
      SlicedWasserstein slices,
      float[][] held,
      double floor,
      double spread,
      ModeCoverage coverage,
      float[] rows) {
    static Yardstick of(FloatMatrix real, FloatMatrix others, Noise noise, RunContext run) {
      SlicedWasserstein slices =
          new SlicedWasserstein(real.columns(), DIRECTIONS, run.random("gan/directions"));
      float[][] held = slices.sorted(real);
      return new Yardstick(
          slices,
          held,
          Math.max(SlicedWasserstein.distance(slices.sorted(others), held), 1e-12),
          Math.max(spread(real), 1e-12),
          new ModeCoverage(real.slice(0, Math.min(CELLS, (real.rows() + 1) / 2)), others),
          noise.draw(real.rows(), run.random("gan/measured")));
    }

    double distance(FloatMatrix drawn) {
      return SlicedWasserstein.distance(slices.sorted(drawn), held) / floor;
    }

    double missingMass(FloatMatrix drawn) {
      return coverage.missingMass(drawn);
    }

    double diversity(FloatMatrix drawn) {
      return spread(drawn) / spread;
    }

    /** The mean Euclidean distance between pairs of the first images. */
    private static double spread(FloatMatrix images) {
      int n = Math.min(PAIRED, images.rows());
      int columns = images.columns();
      float[] values = images.slice(0, n).toArray();
      double sum = 0;
      for (int a = 0; a < n; a++) {
        for (int b = 0; b < a; b++) {
          double square = 0;
          for (int j = 0; j < columns; j++) {
            double off = values[a * columns + j] - values[b * columns + j];
            square += off * off;
          }
          sum += Math.sqrt(square);
        }
      }
      return sum / (n * (n - 1) / 2.0);
    }
  }

  public Generator run() {
    Engine engine = Engines.open(recipe.engine());
    Parameters kept = new Parameters(engine);
    try {
      net.addGenerator(kept, run.random("gan/generator"));
      learn(engine, kept);
      return new Generator(shape, net, kept, noise);
    } catch (RuntimeException | Error e) {
      kept.close();
      throw e;
    }
  }

  private void learn(Engine engine, Parameters kept) {
    Batches batches = new Batches(recipe, set, noise, training, run);
    try (Parameters drawing = new Parameters(engine);
        Parameters judging = new Parameters(engine)) {
      net.addGenerator(drawing, run.random("gan/generator"));
      net.addDiscriminator(judging, run.random("gan/discriminator"));
      try (TrainableNet generator =
              TrainableNet.keeping(
                  "generator",
                  drawing,
                  kept,
                  recipe.fit().averaging(),
                  recipe.generatorLearningRate(),
                  recipe.fit().optimizer());
          TrainableNet discriminator =
              TrainableNet.of(
                  "discriminator", judging, recipe.discriminatorRate(), recipe.fit().optimizer())) {
        new TrainingLoop<>(
                recipe.fit().plan(STAGE, batches.count(), true, true),
                batches,
                List.of(generator, discriminator),
                new DcganTask(generator, discriminator, batches.count() * recipe.fit().epochs()),
                run,
                checkpoints())
            .run();
      }
    }
  }

  private Optional<Checkpoints> checkpoints() {
    return run.checkpoints()
        .map(directory -> new Checkpoints(directory, Checkpoints.INTERVAL, fingerprint()));
  }

  /** Everything that the weights depend on. */
  private Map<String, String> fingerprint() {
    Map<String, String> fingerprint = new LinkedHashMap<>();
    fingerprint.put("seed", Long.toString(run.seed()));
    fingerprint.put("settings", Fingerprint.of(recipe.toString()));
    fingerprint.put("samples", set.samples().sha256());
    fingerprint.put("shape", Fingerprint.of(shape.toString()));
    fingerprint.put(
        "classes",
        net.classes() == 0
            ? "none"
            : Fingerprint.of(set.classes().orElseThrow().labels().toArray()));
    return fingerprint;
  }

  /** Steps of the discriminator, then one of the generator; measurements at the end of an epoch. */
  private final class DcganTask implements TrainingTask<Batches.Batch> {
    private final TrainableNet generator;
    private final TrainableNet discriminator;
    private final int steps;

    DcganTask(TrainableNet generator, TrainableNet discriminator, int steps) {
      this.generator = generator;
      this.discriminator = discriminator;
      this.steps = steps;
    }

    @Override
    public List<String> measures() {
      return List.of(
          "generator-loss",
          "discriminator-loss",
          "real-held-real",
          "drawn-held-drawn",
          "generator-gradient",
          "discriminator-gradient");
    }

    @Override
    public float[] step(Batches.Batch batch, StepContext context) {
      float instanceNoise =
          (float) (recipe.discriminator().instanceNoise() * (1 - (double) context.step() / steps));
      float[] judged = new float[3];
      float[] loss = new float[1];
      float generatorGradient = 0;
      float discriminatorGradient = 0;
      for (int i = 0; i < batch.parts().length; i++) {
        Batches.Part part = batch.parts()[i];
        net.advance(discriminator.trained());
        // Drawn images outlive the discriminator's step: the generator's step uses them too.
        try (NDManager both = generator.trained().newScope()) {
          NDArray[] drawn = new NDArray[1];
          judged =
              discriminator.step(
                  context.share(),
                  scope -> discriminatorLoss(scope, both, part, instanceNoise, drawn));
          discriminatorGradient = discriminator.gradientNorm();
          if (i == batch.parts().length - 1) {
            @SuppressWarnings("resource") // closed by the scope
            Parameters judging = discriminator.trained().frozen(both);
            loss =
                generator.step(
                    context.share(),
                    scope -> generatorLoss(scope, drawn[0], judging, part, instanceNoise));
            generatorGradient = generator.gradientNorm();
          }
        }
      }
      return new float[] {
        loss[0], judged[0], judged[1], judged[2], generatorGradient, discriminatorGradient
      };
    }

    /** Returns D's loss and accuracies; G's images are stored in {@code drawn}. */
    private NDList discriminatorLoss(
        NDManager scope, NDManager both, Batches.Part part, float instanceNoise, NDArray[] drawn) {
      drawn[0] = net.draw(matrix(both, part.noise(), noise.columns()), generator.trained(), true);
      NDArray fake = drawn[0].stopGradient();
      fake.attach(scope);
      NDArray real = Tensors.of(scope, part.real(), shape);
      Parameters judging = discriminator.trained();
      NDArray realScore =
          net.judge(
              addInstanceNoise(real, part, 0, instanceNoise),
              classes(scope, part.classes()),
              judging,
              true);
      NDArray drawnScore =
          net.judge(
              addInstanceNoise(fake, part, 1, instanceNoise),
              classes(scope, noise.classes(part.noise())),
              judging,
              true);
      return net.discriminatorLoss(realScore, drawnScore);
    }

    /** Returns G's loss. */
    private NDList generatorLoss(
        NDManager scope,
        NDArray drawn,
        Parameters judging,
        Batches.Part part,
        float instanceNoise) {
      NDArray score =
          net.judge(
              addInstanceNoise(drawn, part, 1, instanceNoise),
              classes(scope, noise.classes(part.noise())),
              judging,
              true);
      return new NDList(net.generatorLoss(score));
    }

    private NDArray addInstanceNoise(NDArray images, Batches.Part part, int half, float strength) {
      if (part.instanceNoise().length == 0 || strength == 0) {
        return images;
      }
      int size = part.instanceNoise().length / 2;
      float[] values = Arrays.copyOfRange(part.instanceNoise(), half * size, (half + 1) * size);
      for (int i = 0; i < size; i++) {
        values[i] *= strength;
      }
      return images.add(Tensors.create(images.getManager(), values, images.getShape()));
    }

    private @Nullable NDArray classes(NDManager scope, float[] oneHot) {
      return net.classes() == 0 ? null : matrix(scope, oneHot, net.classes());
    }

    @Override
    public OptionalDouble evaluate(StepContext context, Map<String, Double> measured) {
      FloatMatrix drawn = Generator.draw(net, generator.current(), noise, yardstick.rows(), shape);
      double distance = yardstick.distance(drawn);
      double diversity = yardstick.diversity(drawn);
      if (!Double.isFinite(distance)) {
        throw new io.decipher.djl.training.Training.NotFiniteException("a drawn image", distance);
      }
      double missing = yardstick.missingMass(drawn);
      measured.put("distance", distance);
      measured.put("diversity", diversity);
      measured.put("left-out", missing);
      run.samples(STAGE, context.epoch() + 1, drawn.slice(0, Math.min(100, drawn.rows())), shape);
      if (missing > recipe.safeguards().collapse()) {
        run.warn(
            String.format(
                Locale.ROOT,
                "epoch %d: drawn images do not cover %.0f %% of the real ones, and differ from"
                    + " each other %.2f times as much as real ones do: the generator has"
                    + " collapsed, or has not learned enough yet; if this persists, try"
                    + " decipher.model.discriminator.packing = 2, or loss = hinge with"
                    + " discriminator.spectral-normalization = true, or a lower generator-rate",
                context.epoch() + 1,
                100 * missing,
                diversity));
      }
      return OptionalDouble.of(-distance);
    }

    @Override
    public boolean hasDiverged(double best, double latest) {
      return recipe.safeguards().divergence() > 0
          && latest < recipe.safeguards().divergence() * best;
    }

    @Override
    public String describe(double[] means) {
      return String.format(
          Locale.ROOT,
          "generator %.2f, discriminator %.2f, right on %.0f %% of the drawn",
          means[0],
          means[1],
          100 * means[3]);
    }

    @Override
    public String advice() {
      return "lower decipher.model.generator-rate and fit.learning-rate (now "
          + recipe.generatorLearningRate()
          + " and "
          + recipe.discriminatorRate()
          + ")";
    }
  }

  private static NDArray matrix(NDManager scope, float[] values, int columns) {
    return Tensors.create(scope, values, new Shape(values.length / columns, columns));
  }
}
