package io.decipher.vae;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
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
   * @param partners a view of a neighbour of each sample; nothing without neighbours
   */
  @SuppressWarnings("ArrayRecordComponent") // handed from one thread to another, compared by nobody
  record Batch(
      float[] views,
      float[] targets,
      float[] classes,
      float[] noise,
      float[] told,
      float[] partners) {}

  private final FloatMatrix samples;
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
  private final long partnerSeed;
  private final int[][] neighbours;
  private int shuffled = -1;

  /**
   * Prepares the batches of a training.
   *
   * @param classes how many the head tells apart; 0 if there is none
   * @param members the samples that are learned from
   */
  Batches(Vae recipe, TrainingSet set, int classes, int[] members, RunContext run) {
    this(recipe, set, classes, members, new int[0][], run);
  }

  /**
   * Prepares the batches of a training of samples and partners.
   *
   * @param neighbours those of each sample, of which one at a time is its partner, or it itself is;
   *     none for no partners
   */
  Batches(
      Vae recipe,
      TrainingSet set,
      int classes,
      int[] members,
      int[][] neighbours,
      RunContext run) {
    this.neighbours = neighbours;
    this.partnerSeed = run.seed("vae/partners");
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
    this.augmenter = recipe.crossView() ? new Augmenter(recipe.augmentation(), set.shape()) : null;
    this.corrupter =
        recipe.corruption().kind() == Corruption.Kind.NONE
            ? null
            : Corrupter.of(recipe, set.samples(), set.shape());
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
    int columns = samples.columns();
    float[] targets = new float[size * columns];
    for (int i = 0; i < size; i++) {
      samples.copyRows(order[batch * size + i], 1, targets, i * columns);
    }
    float[] classes = classes(batch);
    float[] noise = noise((long) epoch * count() + batch);
    float[] told =
        conditions == null
            ? new float[0]
            : told(conditions, Arrays.copyOfRange(order, batch * size, (batch + 1) * size));
    float[] views = augmenter != null || corrupter != null ? new float[targets.length] : targets;
    for (int i = 0; i < size; i++) {
      long number = (long) epoch * samples.rows() + order[batch * size + i];
      change(views, targets, i * columns, told, i, number);
    }
    return new Batch(views, targets, classes, noise, told, partners(epoch, batch));
  }

  /** Views of partners, each a function of the epoch and the sample. */
  private float[] partners(int epoch, int batch) {
    if (neighbours.length == 0) {
      return new float[0];
    }
    int columns = samples.columns();
    float[] partners = new float[size * columns];
    for (int i = 0; i < size; i++) {
      int member = order[batch * size + i];
      long number = (long) epoch * samples.rows() + member;
      SplittableRandom random = new SplittableRandom(partnerSeed ^ (SPREAD * number));
      int drawn = random.nextInt(neighbours[member].length + 1);
      int partner = drawn == 0 ? member : neighbours[member][drawn - 1];
      samples.copyRows(partner, 1, partners, i * columns);
      if (augmenter != null) {
        augmenter.view(partners.clone(), i * columns, partners, i * columns, random);
      }
      binarize(partners, i * columns, ~number);
      if (corrupter != null) {
        corrupter.corrupt(partners, i * columns, random);
      }
    }
    return partners;
  }

  /** Makes a row of the views of the same row of the targets, and withholds its class at times. */
  private void change(
      float[] views, float[] targets, int offset, float[] told, int row, long number) {
    int columns = samples.columns();
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
      Binarization.draw(shown, offset, samples.columns(), Binarization.random(drawSeed, number));
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
