// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.diffusion;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.djl.Draws;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensors;
import io.decipher.djl.optim.Optimization;
import io.decipher.djl.optim.Schedule;
import io.decipher.djl.store.Checkpoints;
import io.decipher.djl.store.Fingerprint;
import io.decipher.djl.training.BatchSource;
import io.decipher.djl.training.StepContext;
import io.decipher.djl.training.TrainableNet;
import io.decipher.djl.training.TrainingLoop;
import io.decipher.djl.training.TrainingPlan;
import io.decipher.djl.training.TrainingTask;
import io.decipher.vae.recipe.Prior;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Trains a diffusion model on latents: it learns to predict the noise added to a latent up to a
 * uniformly drawn step, with a squared error loss.
 */
public final class DiffusionTraining {
  private static final double AVERAGING = 0.995;

  private final Prior.Diffusion recipe;
  private final FloatMatrix latents;
  private final Optional<Labels> labels;
  private final RunContext run;
  private final DiffusionNet net;
  private final NoiseSchedule schedule;
  private final LatentDiffusion.Scale scale;

  /**
   * Prepares a training.
   *
   * @param latents (n x size), n at least 2
   * @param labels the class found for each; empty for none
   * @param run receives the metrics of its epochs
   */
  public DiffusionTraining(
      Prior.Diffusion recipe, FloatMatrix latents, Optional<Labels> labels, RunContext run) {
    this.recipe = recipe;
    this.latents = latents;
    this.labels = labels.filter(found -> found.classes() > 0);
    this.run = run;
    this.net =
        new DiffusionNet(recipe, latents.columns(), this.labels.map(Labels::classes).orElse(0));
    this.schedule = new NoiseSchedule(recipe.noiseSteps());
    this.scale = LatentDiffusion.Scale.of(latents);
  }

  /** The batch of a step: inputs of the network (b x inputs), and the noise in them (b x size). */
  @SuppressWarnings("ArrayRecordComponent") // passed between threads
  private record Batch(float[] inputs, float[] noise) {}

  /** Trains. */
  public LatentDiffusion run(Engine engine) {
    Parameters kept = new Parameters(engine);
    try {
      net.addTo(kept, run.random("diffusion/weights"));
      try (Parameters trained = new Parameters(engine)) {
        net.addTo(trained, run.random("diffusion/weights"));
        learn(trained, kept);
      }
      return new LatentDiffusion(recipe, net, kept, scale, shares());
    } catch (RuntimeException | Error e) {
      kept.close();
      throw e;
    }
  }

  private void learn(Parameters trained, Parameters kept) {
    try (TrainableNet trainable =
        TrainableNet.keeping(
            "diffusion", trained, kept, AVERAGING, recipe.learningRate(), Optimization.adamw(0))) {
      new TrainingLoop<>(
              TrainingPlan.of("diffusion", recipe.epochs(), Schedule.oneCycle()),
              new Batches(),
              List.of(trainable),
              new Task(trainable),
              run,
              run.checkpoints()
                  .map(
                      directory -> new Checkpoints(directory, Checkpoints.INTERVAL, fingerprint())))
          .run();
    }
  }

  private Map<String, String> fingerprint() {
    Map<String, String> fingerprint = new LinkedHashMap<>();
    fingerprint.put("seed", Long.toString(run.seed()));
    fingerprint.put("settings", Fingerprint.of(recipe.toString()));
    fingerprint.put("latents", latents.sha256());
    fingerprint.put("classes", labels.map(found -> Fingerprint.of(found.toArray())).orElse("none"));
    return fingerprint;
  }

  /** Returns the frequency of each class, followed by that of no class. */
  private float[] shares() {
    float[] shares = new float[net.classes() + 1];
    for (int i = 0; i < latents.rows(); i++) {
      int label = label(i);
      shares[label == Labels.NOISE ? net.classes() : label] += 1f / latents.rows();
    }
    return shares;
  }

  private int label(int row) {
    return labels.map(found -> found.get(row)).orElse(Labels.NOISE);
  }

  /** Noisy latents; each batch depends only on the seed and its index. */
  private final class Batches implements BatchSource<Batch> {
    private final int size = Math.min(recipe.batchSize(), latents.rows());
    private int[] order = new int[0];
    private int shuffled = -1;

    @Override
    public int count() {
      return latents.rows() / size;
    }

    @Override
    public Batch get(int epoch, int number) {
      if (shuffled != epoch) {
        order = Draws.permutation(latents.rows(), run.random("diffusion/shuffle/" + epoch));
        shuffled = epoch;
      }
      long step = (long) epoch * count() + number;
      RandomGenerator random = run.random("diffusion/noise/" + step);
      int columns = latents.columns();
      float[] noise = Draws.normals(size * columns, random);
      float[] inputs = new float[size * net.inputs()];
      float[] noisy = new float[columns];
      for (int i = 0; i < size; i++) {
        int row = order[number * size + i];
        int at = 1 + random.nextInt(recipe.noiseSteps());
        double kept = schedule.kept(at);
        float[] latent = latents.row(row);
        for (int j = 0; j < columns; j++) {
          noisy[j] =
              (float)
                  (Math.sqrt(kept) * scale.standard(latent[j], j)
                      + Math.sqrt(1 - kept) * noise[i * columns + j]);
        }
        int label = random.nextDouble() < recipe.withheld() ? Labels.NOISE : label(row);
        net.input(noisy, 0, label, at, inputs, i * net.inputs());
      }
      return new Batch(inputs, noise);
    }
  }

  private final class Task implements TrainingTask<Batch> {
    private final TrainableNet trainable;

    Task(TrainableNet trainable) {
      this.trainable = trainable;
    }

    @Override
    public List<String> measures() {
      return List.of("noise-error");
    }

    @Override
    public float[] step(Batch batch, StepContext context) {
      int columns = latents.columns();
      long size = batch.noise.length / columns;
      return trainable.step(
          context.share(),
          scope -> {
            NDArray inputs = Tensors.create(scope, batch.inputs, new Shape(size, net.inputs()));
            NDArray noise = Tensors.create(scope, batch.noise, new Shape(size, columns));
            NDArray predicted = net.noise(inputs, trainable.trained(), true);
            return new NDList(
                Tensors.div(predicted.sub(noise).square().sum(), (float) batch.noise.length));
          });
    }

    @Override
    public String describe(double[] means) {
      return String.format(java.util.Locale.ROOT, "noise error %.3f", means[0]);
    }

    @Override
    public String advice() {
      return "lower decipher.model.prior.learning-rate (now " + recipe.learningRate() + ")";
    }
  }
}
