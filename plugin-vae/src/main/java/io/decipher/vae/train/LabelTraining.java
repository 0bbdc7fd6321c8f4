// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.api.DecipherException;
import io.decipher.api.FineTunable.Start;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.djl.Draws;
import io.decipher.djl.Inference;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import io.decipher.djl.optim.Optimizer;
import io.decipher.djl.optim.Schedule;
import io.decipher.djl.training.Training;
import io.decipher.vae.net.LabelNet;
import io.decipher.vae.net.VaeCodec;
import io.decipher.vae.recipe.Binarization;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Trains a linear head on an encoder's latents with the labels of a few samples: the head alone,
 * together with the encoder, or with a randomly initialised encoder. The loss is the mean
 * cross-entropy.
 *
 * <p>All three use the same number of steps and the recipe's own optimizer with a one-cycle
 * learning rate. For fine-tuning, the head is first trained alone, and then all weights at a tenth
 * of the rate: an untrained head would distort the encoder's features (Kumar et al. 2022). If the
 * encoder is trained, it sees the recipe's augmented views of the samples; a head alone sees their
 * latents.
 *
 * @see <a href="https://arxiv.org/abs/2202.10054">Kumar et al. 2022</a>
 */
public final class LabelTraining {
  private static final int STEPS = 300;
  private static final int BATCH = 64;
  private static final double GENTLE = 0.1; // of the learning rate, for a pretrained encoder
  private static final String STAGE = "labels";

  private final VaeCodec codec;
  private final VaeRecipe recipe;
  private final LabelNet net;
  private final Samples few;
  private final Labels labels;
  private final RunContext run;
  private final SampleType input;
  private final Engine engine;
  private final FloatMatrix latents; // of the labelled samples
  private final int size;
  private final @Nullable Augmenter augmenter;

  /**
   * Prepares a training.
   *
   * @param codec provides the encoder; it is not changed
   * @param few the labelled samples, (m), m at least 2
   * @param labels their labels, (m), none of them noise
   */
  public LabelTraining(VaeCodec codec, Samples few, Labels labels, RunContext run) {
    if (few.count() < 2 || few.count() != labels.size() || labels.noise() > 0) {
      throw new IllegalArgumentException(
          few.count()
              + " samples with "
              + labels.size()
              + " labels, of which "
              + labels.noise()
              + " are noise; expected 2 or more, each with a label");
    }
    this.codec = codec;
    this.recipe = codec.recipe();
    this.net = new LabelNet(codec.net(), labels.classes());
    this.few = few;
    this.labels = labels;
    this.run = run;
    this.input = codec.net().shown().input();
    this.engine = codec.with(Parameters::engine);
    this.latents = codec.encode(few, run);
    this.size = Math.min(BATCH, few.count());
    this.augmenter =
        recipe
            .objective()
            .augmentation()
            .map(strongest -> new Augmenter(strongest, (SampleType.Image) codec.shape()))
            .orElse(null);
  }

  /**
   * Trains, and predicts the labels of samples.
   *
   * @param samples (n)
   * @return the probability of each label, (n x labels)
   */
  public FloatMatrix run(Start start, Samples samples) {
    Map<String, Tensor> head = start == Start.SCRATCH ? Map.of() : learnHead();
    if (start == Start.FROZEN) {
      FloatMatrix all = codec.encode(samples, run);
      return probabilities(
          ofHead(head),
          samples.count(),
          (scope, parameters, row, count) ->
              net.head(Tensors.of(scope, all, row, count), parameters));
    }
    return probabilities(
        learnNet(start, head),
        samples.count(),
        (scope, parameters, row, count) ->
            net.classify(
                Tensors.of(
                    scope, shown(samples, IntStream.range(row, row + count).toArray()), input),
                parameters,
                false));
  }

  /** Takes ownership of the parameters. */
  private FloatMatrix probabilities(Parameters learned, int count, Inference.Pass logarithms) {
    try (Inference inference = new Inference(learned)) {
      return inference.inBatches(
          count,
          labels.classes(),
          (scope, parameters, row, rows) -> logarithms.of(scope, parameters, row, rows).exp(),
          STAGE,
          run);
    }
  }

  /** Returns the parameters of a head, initialised by the given tensors. */
  private Parameters ofHead(Map<String, Tensor> learned) {
    Parameters parameters = new Parameters(engine);
    net.addHeadTo(parameters, run.random("vae/label/head"), latents);
    if (!learned.isEmpty()) {
      parameters.set(learned);
    }
    return parameters;
  }

  /** Trains the head on latents. */
  private Map<String, Tensor> learnHead() {
    try (Parameters parameters = ofHead(Map.of())) {
      learn(
          parameters,
          1,
          (scope, members) ->
              net.head(Tensors.of(scope, latents.select(members), 0, size), parameters));
      return parameters.toTensors();
    }
  }

  /** Trains the whole network on samples. */
  private Parameters learnNet(Start start, Map<String, Tensor> head) {
    Map<String, Tensor> learned;
    FloatMatrix seen = start == Start.SCRATCH ? latentsOfDrawnWeights() : latents;
    try (Parameters parameters = ofNet(seen)) {
      if (start == Start.UNFROZEN) {
        Map<String, Tensor> begun = new LinkedHashMap<>(codec.tensors());
        begun.putAll(head);
        parameters.set(begun);
      }
      SplittableRandom changes = new SplittableRandom(run.seed("vae/label/views"));
      learn(
          parameters,
          start == Start.UNFROZEN ? GENTLE : 1,
          (scope, members) ->
              net.classify(Tensors.of(scope, views(members, changes), input), parameters, true));
      learned = parameters.toTensors();
    }
    Parameters kept = ofNet(seen); // without gradients
    kept.set(learned);
    return kept;
  }

  private Parameters ofNet(FloatMatrix seen) {
    Parameters parameters = new Parameters(engine);
    net.addEncoderTo(parameters, run.random("vae/label/weights"));
    net.addHeadTo(parameters, run.random("vae/label/head"), seen);
    return parameters;
  }

  private FloatMatrix latentsOfDrawnWeights() {
    Parameters drawn = new Parameters(engine);
    net.addEncoderTo(drawn, run.random("vae/label/weights"));
    int[] all = IntStream.range(0, few.count()).toArray();
    try (Inference inference = new Inference(drawn)) {
      return inference.inBatches(
          few.count(),
          recipe.latentSize(),
          (scope, parameters, row, count) ->
              codec
                  .net()
                  .encode(
                      Tensors.of(
                          scope, shown(few, Arrays.copyOfRange(all, row, row + count)), input),
                      parameters),
          STAGE,
          run);
    }
  }

  /** A forward pass over some of the labelled samples. */
  @FunctionalInterface
  private interface Pass {
    /** Returns the log probability of each label, (members x labels). */
    NDArray of(NDManager scope, int[] members);
  }

  private void learn(Parameters parameters, double share, Pass pass) {
    int batches = few.count() / size; // of a pass over all
    Schedule schedule = Schedule.oneCycle();
    int[] order = new int[0];
    try (Optimizer optimizer = new Optimizer(parameters, recipe.fit().optimizer())) {
      for (int step = 0; step < STEPS; step++) {
        int batch = step % batches;
        if (batch == 0) {
          order = Draws.permutation(few.count(), run.random("vae/label/shuffle/" + step));
        }
        int[] members = Arrays.copyOfRange(order, batch * size, (batch + 1) * size);
        if (recipe.architecture().dropout() > 0) {
          engine.setRandomSeed((int) run.seed("vae/label/dropout/" + step));
        }
        double rate = share * recipe.fit().learningRate() * schedule.share(step, STEPS);
        Training.step(parameters, optimizer, rate, scope -> crossEntropy(scope, members, pass));
        run.step(new Progress(STAGE, (step + 1.0) / STEPS, "step " + (step + 1) + " of " + STEPS));
      }
    } catch (Training.NotFiniteException e) {
      throw new DecipherException(
          "the encoder could not learn the labels: "
              + e.getMessage()
              + "; label by another method (--by), or train the model at a lower learning rate",
          e);
    }
  }

  private NDList crossEntropy(NDManager scope, int[] members, Pass pass) {
    float[] wanted = new float[members.length * labels.classes()];
    for (int i = 0; i < members.length; i++) {
      wanted[i * labels.classes() + labels.get(members[i])] = 1;
    }
    NDArray logarithms = pass.of(scope, members);
    NDArray given = Tensors.create(scope, wanted, new Shape(members.length, labels.classes()));
    return new NDList(Tensors.div(logarithms.mul(given).sum(), -members.length));
  }

  private float[] shown(Samples samples, int[] members) {
    return codec.net().shown().rows(samples, members, Binarization.NONE, 0);
  }

  private float[] views(int[] members, SplittableRandom random) {
    float[] rows = shown(few, members);
    if (augmenter == null) {
      return rows;
    }
    int columns = codec.shape().size();
    float[] views = new float[rows.length];
    for (int i = 0; i < members.length; i++) {
      augmenter.view(rows, i * columns, views, i * columns, random);
    }
    return views;
  }
}
