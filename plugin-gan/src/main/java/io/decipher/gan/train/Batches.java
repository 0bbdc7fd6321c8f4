// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan.train;

import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Draws;
import io.decipher.djl.training.BatchSource;
import io.decipher.gan.net.Noise;
import io.decipher.gan.recipe.DcganRecipe;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The batches of training; each depends only on the seed, the epoch and its number. Not
 * thread-safe.
 */
final class Batches implements BatchSource<Batches.Batch> {
  /**
   * A batch for one step of the discriminator.
   *
   * @param real images in [−1, 1], (b x size)
   * @param classes their classes, one-hot, (b x classes), zeros for an image without a class
   * @param noise the generator's input, (b x columns of {@link Noise})
   * @param instanceNoise noise on the real and on the drawn images, (2 x b x size), standard
   *     normal; empty if there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed from thread to thread, never compared
  record Part(float[] real, float[] classes, float[] noise, float[] instanceNoise) {}

  /**
   * The input of one step of both nets.
   *
   * @param parts one per step of the discriminator
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Batch(Part[] parts) {}

  private final Samples samples;
  private final @Nullable Labels labels;
  private final int classes;
  private final int[] members;
  private final int size;
  private final int parts;
  private final int passBatches;
  private final int passes;
  private final boolean noisy;
  private final Noise noise;
  private final RunContext run;
  private final int[] order;
  private int shuffled = -1;

  /**
   * Prepares the batches of a training.
   *
   * @param members the indices of the samples to train on
   */
  Batches(DcganRecipe recipe, TrainingSet set, Noise noise, int[] members, RunContext run) {
    this.samples = set.samples();
    this.classes = noise.shares().length;
    this.labels = classes == 0 ? null : set.classes().orElseThrow().labels();
    this.members = members;
    this.order = members.clone();
    this.parts = recipe.discriminator().steps();
    int most =
        members.length
            / parts
            / recipe.discriminator().packing()
            * recipe.discriminator().packing();
    this.size = Math.min(recipe.fit().batchSize(), most);
    this.passBatches = members.length / (size * parts);
    this.passes = recipe.fit().passes(passBatches);
    this.noisy = recipe.discriminator().instanceNoise() > 0;
    this.noise = noise;
    this.run = run;
  }

  /**
   * The number of batches per epoch, which may be several passes; samples left over in one pass may
   * be used in a later one.
   */
  @Override
  public int count() {
    return passBatches * passes;
  }

  /** The number of images per step of the discriminator. */
  int size() {
    return size;
  }

  @Override
  public Batch get(int epoch, int number) {
    long step = (long) epoch * count() + number;
    int pass = Math.toIntExact(step / passBatches);
    int batch = (int) (step % passBatches);
    if (shuffled != pass) {
      shuffle(pass);
    }
    RandomGenerator random = run.random("gan/noise/" + step);
    Part[] made = new Part[parts];
    for (int i = 0; i < parts; i++) {
      made[i] = part((batch * parts + i) * size, random);
    }
    return new Batch(made);
  }

  private Part part(int from, RandomGenerator random) {
    int columns = samples.type().size();
    float[] real = new float[size * columns];
    float[] oneHot = new float[size * classes];
    for (int i = 0; i < size; i++) {
      int member = order[from + i];
      samples.copyRow(member, real, i * columns);
      if (labels != null && labels.get(member) != Labels.NOISE) {
        oneHot[i * classes + labels.get(member)] = 1;
      }
    }
    for (int i = 0; i < real.length; i++) {
      real[i] = 2 * real[i] - 1;
    }
    float[] drawn = noise.draw(size, random);
    float[] instanceNoise = new float[noisy ? 2 * real.length : 0];
    for (int i = 0; i < instanceNoise.length; i++) {
      instanceNoise[i] = (float) random.nextGaussian();
    }
    return new Part(real, oneHot, drawn, instanceNoise);
  }

  private void shuffle(int pass) {
    System.arraycopy(members, 0, order, 0, order.length);
    Draws.shuffle(order, new SplittableRandom(run.seed("gan/shuffle/" + pass)));
    shuffled = pass;
  }
}
