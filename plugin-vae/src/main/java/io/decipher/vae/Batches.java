package io.decipher.vae;

import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleShape;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The batches of training, each a function of the seed, the epoch and its number alone. One thread
 * at a time.
 */
final class Batches {
  private static final long SPREAD = 0xbf58476d1ce4e5b9L; // odd, so that no two views share a seed

  /**
   * A batch, row-major, each (b x size).
   *
   * @param views what is encoded; the same array as {@code targets} where views are not changed
   * @param targets what is to be decoded
   */
  @SuppressWarnings("ArrayRecordComponent") // handed from one thread to another, compared by nobody
  record Batch(float[] views, float[] targets) {}

  private final FloatMatrix samples;
  private final int[] members;
  private final int size;
  private final long shuffleSeed;
  private final long viewSeed;
  private final @Nullable Augmenter augmenter;
  private final int[] order;
  private int shuffled = -1;

  Batches(
      Vae recipe,
      FloatMatrix samples,
      SampleShape shape,
      int[] members,
      long shuffleSeed,
      long viewSeed) {
    this.samples = samples;
    this.members = members;
    this.order = members.clone();
    this.size = Math.min(recipe.batchSize(), members.length);
    this.shuffleSeed = shuffleSeed;
    this.viewSeed = viewSeed;
    this.augmenter = recipe.crossView() ? new Augmenter(recipe.augmentation(), shape) : null;
  }

  /** The number of batches an epoch; what is left over comes in another epoch's. */
  int count() {
    return members.length / size;
  }

  int size() {
    return size;
  }

  Batch get(int epoch, int batch) {
    if (shuffled != epoch) {
      shuffle(epoch);
    }
    int columns = samples.columns();
    float[] targets = new float[size * columns];
    for (int i = 0; i < size; i++) {
      samples.copyRows(order[batch * size + i], 1, targets, i * columns);
    }
    if (augmenter == null) {
      return new Batch(targets, targets);
    }
    float[] views = new float[targets.length];
    for (int i = 0; i < size; i++) {
      long number = (long) epoch * samples.rows() + order[batch * size + i];
      SplittableRandom random = new SplittableRandom(viewSeed ^ (SPREAD * number));
      augmenter.view(targets, i * columns, views, i * columns, random);
    }
    return new Batch(views, targets);
  }

  private void shuffle(int epoch) {
    System.arraycopy(members, 0, order, 0, order.length);
    SplittableRandom random = new SplittableRandom(shuffleSeed + epoch);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    shuffled = epoch;
  }
}
