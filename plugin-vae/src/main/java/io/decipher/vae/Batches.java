package io.decipher.vae;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.TrainingSet;
import java.util.Arrays;
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
   * @param classes the probability of each class, (b x classes), a row of zeros where none is told
   */
  @SuppressWarnings("ArrayRecordComponent") // handed from one thread to another, compared by nobody
  record Batch(float[] views, float[] targets, float[] classes) {}

  private final FloatMatrix samples;
  private final @Nullable Labels labels;
  private final float spread;
  private final float told;
  private final int[] members;
  private final int size;
  private final long shuffleSeed;
  private final long viewSeed;
  private final @Nullable Augmenter augmenter;
  private final Binarization binarization;
  private final long drawSeed;
  private final int[] order;
  private int shuffled = -1;

  /**
   * Prepares the batches of a training.
   *
   * @param classes how many the head tells apart; 0 if there is none
   * @param members the samples that are learned from
   */
  Batches(
      Vae recipe,
      TrainingSet set,
      int classes,
      int[] members,
      long shuffleSeed,
      long viewSeed,
      long drawSeed) {
    this.samples = set.samples();
    this.labels = classes == 0 ? null : set.classes().orElseThrow().labels();
    this.spread = classes == 0 ? 0 : (float) (recipe.classifier().smoothing() / classes);
    this.told = (float) (1 - recipe.classifier().smoothing());
    this.members = members;
    this.order = members.clone();
    this.size = Math.min(recipe.batchSize(), members.length);
    this.shuffleSeed = shuffleSeed;
    this.viewSeed = viewSeed;
    this.binarization = recipe.binarization();
    this.drawSeed = drawSeed;
    this.augmenter = recipe.crossView() ? new Augmenter(recipe.augmentation(), set.shape()) : null;
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
    float[] classes = classes(batch);
    if (augmenter == null) {
      draw(epoch, batch, targets);
      return new Batch(targets, targets, classes);
    }
    float[] views = new float[targets.length];
    for (int i = 0; i < size; i++) {
      long number = (long) epoch * samples.rows() + order[batch * size + i];
      SplittableRandom random = new SplittableRandom(viewSeed ^ (SPREAD * number));
      augmenter.view(targets, i * columns, views, i * columns, random);
    }
    draw(epoch, batch, views);
    draw(epoch, batch, targets);
    return new Batch(views, targets, classes);
  }

  /**
   * Draws zeros and ones where the recipe says so, of a view and its target by the same numbers.
   */
  private void draw(int epoch, int batch, float[] shown) {
    if (binarization == Binarization.NONE) {
      return;
    }
    int columns = samples.columns();
    for (int i = 0; i < size; i++) {
      long number = (long) epoch * samples.rows() + order[batch * size + i];
      Binarization.draw(shown, i * columns, columns, Binarization.random(drawSeed, number));
    }
  }

  private float[] classes(int batch) {
    int count = labels == null ? 0 : labels.classes();
    float[] classes = new float[size * count];
    for (int i = 0; i < size && labels != null; i++) {
      int label = labels.get(order[batch * size + i]);
      if (label != Labels.NOISE) {
        Arrays.fill(classes, i * count, (i + 1) * count, spread);
        classes[i * count + label] += told;
      }
    }
    return classes;
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
