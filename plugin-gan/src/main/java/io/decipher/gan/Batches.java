package io.decipher.gan;

import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.BatchSource;
import io.decipher.djl.Draws;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The batches of training, each a function of the seed, the epoch and its number alone. One thread
 * at a time.
 */
final class Batches implements BatchSource<Batches.Batch> {
  /**
   * A batch for one step of the discriminator.
   *
   * @param real images in [−1, 1], (b x size)
   * @param told their classes, one-hot, (b x classes), zeros where there is none
   * @param noise what images are drawn from, (b x columns of {@link Noise})
   * @param veils noise on the real and on the drawn images, (2 x b x size), standard normal; empty
   *     where there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed from one thread to another, compared by nobody
  record Part(float[] real, float[] told, float[] noise, float[] veils) {}

  /**
   * What one step of both players takes.
   *
   * @param parts one a step of the discriminator
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Batch(Part[] parts) {}

  private final Samples samples;
  private final @Nullable Labels labels;
  private final int classes;
  private final int[] members;
  private final int size;
  private final int parts;
  private final boolean veiled;
  private final Noise noise;
  private final RunContext run;
  private final int[] order;
  private int shuffled = -1;

  /**
   * Prepares the batches of a training.
   *
   * @param members the samples that are learned from
   */
  Batches(Dcgan recipe, TrainingSet set, Noise noise, int[] members, RunContext run) {
    this.samples = set.samples();
    this.classes = noise.shares().length;
    this.labels = classes == 0 ? null : set.classes().orElseThrow().labels();
    this.members = members;
    this.order = members.clone();
    this.parts = recipe.discriminatorSteps();
    int most = members.length / parts / recipe.packing() * recipe.packing();
    this.size = Math.min(recipe.batchSize(), most);
    this.veiled = recipe.instanceNoise() > 0;
    this.noise = noise;
    this.run = run;
  }

  /** The number of batches an epoch; what is left over comes in another epoch's. */
  @Override
  public int count() {
    return members.length / (size * parts);
  }

  /** Images in a step of the discriminator. */
  int size() {
    return size;
  }

  @Override
  public Batch get(int epoch, int batch) {
    if (shuffled != epoch) {
      shuffle(epoch);
    }
    RandomGenerator random = run.random("gan/noise/" + ((long) epoch * count() + batch));
    Part[] made = new Part[parts];
    for (int i = 0; i < parts; i++) {
      made[i] = part((batch * parts + i) * size, random);
    }
    return new Batch(made);
  }

  private Part part(int from, RandomGenerator random) {
    int columns = samples.type().size();
    float[] real = new float[size * columns];
    float[] told = new float[size * classes];
    for (int i = 0; i < size; i++) {
      int member = order[from + i];
      samples.copyRow(member, real, i * columns);
      if (labels != null && labels.get(member) != Labels.NOISE) {
        told[i * classes + labels.get(member)] = 1;
      }
    }
    for (int i = 0; i < real.length; i++) {
      real[i] = 2 * real[i] - 1;
    }
    float[] drawn = noise.draw(size, random);
    float[] veils = new float[veiled ? 2 * real.length : 0];
    for (int i = 0; i < veils.length; i++) {
      veils[i] = (float) random.nextGaussian();
    }
    return new Part(real, told, drawn, veils);
  }

  private void shuffle(int epoch) {
    System.arraycopy(members, 0, order, 0, order.length);
    Draws.shuffle(order, new SplittableRandom(run.seed("gan/shuffle/" + epoch)));
    shuffled = epoch;
  }
}
