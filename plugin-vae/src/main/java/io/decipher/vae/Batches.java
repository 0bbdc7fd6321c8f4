package io.decipher.vae;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.BatchSource;
import io.decipher.djl.Draws;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The batches of training, each a function of the seed, the epoch and its number alone. One thread
 * at a time.
 */
final class Batches implements BatchSource<Batches.Batch> {
  private static final long SPREAD = 0xbf58476d1ce4e5b9L; // odd, so that no two views share a seed

  /**
   * A batch, row-major, each (b x size).
   *
   * @param views what is encoded; the same array as {@code targets} where views are not changed
   * @param targets what is to be decoded
   * @param classes the probability of each class, (b x classes), a row of zeros where none is told
   * @param noise standard normal, (b x latent); nothing without a posterior
   * @param told the class that the decoder is told, (b x conditions), zeros and a one, or zeros
   * @param agreed what a sample and its neighbours say of its class, see {@link Graph}, (b x k)
   */
  @SuppressWarnings("ArrayRecordComponent") // handed from one thread to another, compared by nobody
  record Batch(
      float[] views,
      float[] targets,
      float[] classes,
      float[] noise,
      float[] told,
      float[] agreed) {}

  private final Samples samples;
  private final @Nullable Labels labels;
  private final float spread;
  private final float told;
  private final int[] members;
  private final int size;
  private final int drawn;
  private final RunContext run;
  private final long shuffleSeed;
  private final long viewSeed;
  private final @Nullable Augmenter augmenter;
  private final @Nullable Corrupter corrupter;
  private final @Nullable Labels conditions;
  private final double withheld;
  private final Binarization binarization;
  private final long drawSeed;
  private final int[] order;
  private final @Nullable FloatMatrix agreed;
  private int shuffled = -1;

  /**
   * Prepares the batches of a training.
   *
   * @param classes how many the head tells apart; 0 if there is none
   * @param members the samples that are learned from
   */
  Batches(Vae recipe, TrainingSet set, int classes, int[] members, RunContext run) {
    this(recipe, set, classes, members, null, run);
  }

  /**
   * Prepares the batches of a training under a mixture.
   *
   * @param agreed the logarithm of each class's probability by a sample and its neighbours, (n x k)
   */
  Batches(
      Vae recipe,
      TrainingSet set,
      int classes,
      int[] members,
      @Nullable FloatMatrix agreed,
      RunContext run) {
    this.agreed = agreed;
    this.samples = set.samples();
    this.labels = classes == 0 ? null : set.classes().orElseThrow().labels();
    this.spread = classes == 0 ? 0 : (float) (recipe.classifier().smoothing() / classes);
    this.told = (float) (1 - recipe.classifier().smoothing());
    this.members = members;
    this.order = members.clone();
    this.size = Math.min(recipe.batchSize(), members.length);
    this.drawn = recipe.posterior() == Vae.Posterior.GAUSSIAN ? size * recipe.latentSize() : 0;
    this.run = run;
    this.shuffleSeed = run.seed("vae/shuffle");
    this.viewSeed = run.seed("vae/views");
    this.binarization = recipe.binarization();
    this.drawSeed = run.seed("vae/binarization");
    this.augmenter =
        recipe.crossView()
            ? new Augmenter(recipe.augmentation(), (SampleType.Image) set.type())
            : null;
    this.corrupter =
        recipe.corruption().kind() == Corruption.Kind.NONE
            ? null
            : Corrupter.of(recipe, set.samples());
    this.conditions =
        recipe.conditionClasses(set) == 0 ? null : set.classes().orElseThrow().labels();
    this.withheld = recipe.condition().withheld();
  }

  /** The number of batches an epoch; what is left over comes in another epoch's. */
  @Override
  public int count() {
    return members.length / size;
  }

  int size() {
    return size;
  }

  @Override
  public Batch get(int epoch, int batch) {
    if (shuffled != epoch) {
      shuffle(epoch);
    }
    int columns = samples.type().size();
    float[] targets = new float[size * columns];
    samples.gather(Arrays.copyOfRange(order, batch * size, (batch + 1) * size), targets, 0);
    float[] classes = classes(batch);
    float[] noise = noise((long) epoch * count() + batch);
    float[] told =
        conditions == null
            ? new float[0]
            : told(conditions, Arrays.copyOfRange(order, batch * size, (batch + 1) * size));
    float[] views = augmenter != null || corrupter != null ? new float[targets.length] : targets;
    for (int i = 0; i < size; i++) {
      long number = (long) epoch * samples.count() + order[batch * size + i];
      change(views, targets, i * columns, told, i, number);
    }
    return new Batch(views, targets, classes, noise, told, agreed(batch));
  }

  /** Makes a row of the views of the same row of the targets, and withholds its class at times. */
  private void change(
      float[] views, float[] targets, int offset, float[] told, int row, long number) {
    int columns = samples.type().size();
    SplittableRandom random = new SplittableRandom(viewSeed ^ (SPREAD * number));
    if (augmenter != null) {
      augmenter.view(targets, offset, views, offset, random);
      binarize(views, offset, number);
    }
    binarize(targets, offset, number);
    if (augmenter == null && corrupter != null) {
      System.arraycopy(targets, offset, views, offset, columns);
    }
    if (corrupter != null) {
      corrupter.corrupt(views, offset, random);
    }
    if (conditions != null && random.nextDouble() < withheld) {
      int count = conditions.classes();
      Arrays.fill(told, row * count, (row + 1) * count, 0);
    }
  }

  /**
   * Draws zeros and ones where the recipe says so, of a view and its target by the same numbers.
   */
  private void binarize(float[] shown, int offset, long number) {
    if (binarization == Binarization.DYNAMIC) {
      Binarization.draw(
          shown, offset, samples.type().size(), Binarization.random(drawSeed, number));
    }
  }

  private float[] noise(long step) {
    return normals(drawn, run.random("vae/noise/" + step));
  }

  /** Draws standard normal numbers. */
  static float[] normals(int count, RandomGenerator random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** The classes of samples as a decoder is told them, (members x classes); of noise zeros. */
  static float[] told(Labels labels, int[] members) {
    int count = labels.classes();
    float[] told = new float[members.length * count];
    for (int i = 0; i < members.length; i++) {
      int label = labels.get(members[i]);
      if (label != Labels.NOISE) {
        told[i * count + label] = 1;
      }
    }
    return told;
  }

  private float[] agreed(int batch) {
    if (agreed == null) {
      return new float[0];
    }
    int count = agreed.columns();
    float[] rows = new float[size * count];
    for (int i = 0; i < size; i++) {
      agreed.copyRows(order[batch * size + i], 1, rows, i * count);
    }
    return rows;
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
    Draws.shuffle(order, new SplittableRandom(shuffleSeed + epoch));
    shuffled = epoch;
  }
}
