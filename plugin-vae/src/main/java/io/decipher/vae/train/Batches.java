// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Draws;
import io.decipher.djl.training.BatchSource;
import io.decipher.vae.net.Shown;
import io.decipher.vae.net.VaeBatch;
import io.decipher.vae.recipe.Architecture;
import io.decipher.vae.recipe.Binarization;
import io.decipher.vae.recipe.Corruption;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a training; each depends only on the seed, the epoch and its index. For use by one
 * thread at a time.
 */
public final class Batches implements BatchSource<VaeBatch> {
  private static final long SPREAD = 0xbf58476d1ce4e5b9L; // odd, so that views have different seeds

  private final Samples samples;
  private final Shown shown;
  private final double forcing;
  private final @Nullable Labels labels;
  private final float spread;
  private final float sure;
  private final int[] members;
  private final int size;
  private final int passBatches;
  private final int passes;
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
   * @param classes the number of classes of the head; 0 if there is none
   * @param members the training samples
   */
  public Batches(VaeRecipe recipe, TrainingSet set, int classes, int[] members, RunContext run) {
    this(recipe, set, classes, members, null, run);
  }

  /**
   * Prepares the batches of a training with a mixture.
   *
   * @param agreed the log probability of each class given a sample and its neighbours, (n x k)
   */
  public Batches(
      VaeRecipe recipe,
      TrainingSet set,
      int classes,
      int[] members,
      @Nullable FloatMatrix agreed,
      RunContext run) {
    this.agreed = agreed;
    this.samples = set.samples();
    this.shown = Shown.of(samples);
    this.forcing =
        recipe.architecture().steps().map(Architecture.Steps::teacherForcing).orElse(0.0);
    this.labels = classes == 0 ? null : set.classes().orElseThrow().labels();
    this.spread =
        classes == 0 ? 0 : (float) (recipe.objective().classifier().smoothing() / classes);
    this.sure = (float) (1 - recipe.objective().classifier().smoothing());
    this.members = members;
    this.order = members.clone();
    this.size = Math.min(recipe.fit().batchSize(), members.length);
    this.passBatches = members.length / size;
    this.passes = recipe.fit().passes(passBatches);
    this.drawn = size * recipe.noise(shown.size());
    this.run = run;
    this.shuffleSeed = run.seed("vae/shuffle");
    this.viewSeed = run.seed("vae/views");
    this.binarization = recipe.likelihood().binarization();
    this.drawSeed = run.seed("vae/binarization");
    this.augmenter =
        recipe
            .objective()
            .augmentation()
            .map(strongest -> new Augmenter(strongest, (SampleType.Image) set.type()))
            .orElse(null);
    this.corrupter =
        recipe.objective().corruption().kind() == Corruption.Kind.NONE
            ? null
            : Corrupter.of(recipe, set.samples());
    this.conditions = recipe.conditions(set).orElse(null);
    this.withheld = recipe.condition().withheld();
  }

  /**
   * Returns the number of batches per epoch, which may be several passes; remaining samples come
   * later.
   */
  @Override
  public int count() {
    return passBatches * passes;
  }

  int size() {
    return size;
  }

  @Override
  public VaeBatch get(int epoch, int number) {
    long step = (long) epoch * count() + number;
    int pass = Math.toIntExact(step / passBatches);
    int batch = (int) (step % passBatches);
    if (shuffled != pass) {
      shuffle(pass);
    }
    int columns = samples.type().size();
    float[] targets = new float[size * columns];
    for (int i = 0; i < size; i++) {
      samples.copyRow(order[batch * size + i], targets, i * columns);
    }
    float[] classes = classes(batch);
    float[] noise = noise(step);
    float[] condition =
        conditions == null
            ? new float[0]
            : oneHot(conditions, Arrays.copyOfRange(order, batch * size, (batch + 1) * size));
    boolean same = augmenter == null && corrupter == null && !shown.unequal();
    float[] views = same ? targets : new float[size * shown.size()];
    for (int i = 0; i < size; i++) {
      long view = (long) pass * samples.count() + order[batch * size + i];
      change(views, targets, condition, i, view);
    }
    int[] own = Arrays.copyOfRange(order, batch * size, (batch + 1) * size);
    end(views, own);
    return VaeBatch.of(views, targets, noise, condition)
        .withClasses(classes, agreed(batch))
        .withSteps(
            shown.observed(samples, own),
            forced(size, shown, forcing, run.random("vae/forced/" + step)));
  }

  /** Writes the presence channel of views, and zeros after the ends of sequences. */
  private void end(float[] views, int[] own) {
    if (!shown.unequal()) {
      return;
    }
    int steps = shown.steps();
    for (int i = 0; i < size; i++) {
      int length = samples.length(own[i]);
      int behind = i * shown.size() + samples.type().size();
      for (int at = i * shown.size(); at < behind; at += steps) {
        Arrays.fill(views, at + length, at + steps, 0);
      }
      shown.addPresence(length, views, behind);
    }
  }

  /**
   * Draws the steps with teacher forcing.
   *
   * @param share their fraction
   * @return 1 or 0, (rows x steps); empty if there are none
   */
  static float[] forced(int rows, Shown shown, double share, RandomGenerator random) {
    float[] forced = new float[share == 0 ? 0 : rows * shown.steps()];
    for (int i = 0; i < forced.length; i++) {
      forced[i] = random.nextDouble() < share ? 1 : 0;
    }
    return forced;
  }

  /**
   * Transforms a row of the targets to a row of the views, and withholds its class in some cases.
   */
  private void change(float[] views, float[] targets, float[] condition, int row, long number) {
    int columns = samples.type().size();
    int offset = row * columns;
    int view = row * shown.size();
    SplittableRandom random = new SplittableRandom(viewSeed ^ (SPREAD * number));
    if (augmenter != null) {
      augmenter.view(targets, offset, views, view, random);
      binarize(views, view, number);
    }
    binarize(targets, offset, number);
    if (augmenter == null && views != targets) {
      System.arraycopy(targets, offset, views, view, columns);
    }
    if (corrupter != null) {
      corrupter.corrupt(views, view, random);
    }
    if (conditions != null && random.nextDouble() < withheld) {
      int count = conditions.classes();
      Arrays.fill(condition, row * count, (row + 1) * count, 0);
    }
  }

  /** Binarises a view and its target by the same random numbers, if the recipe requires it. */
  private void binarize(float[] shown, int offset, long number) {
    if (binarization == Binarization.DYNAMIC) {
      Binarization.draw(
          shown, offset, samples.type().size(), Binarization.random(drawSeed, number));
    }
  }

  private float[] noise(long step) {
    return Draws.normals(drawn, run.random("vae/noise/" + step));
  }

  /** Returns the one-hot classes of samples, (members x classes); zeros for noise. */
  static float[] oneHot(Labels labels, int[] members) {
    int count = labels.classes();
    float[] condition = new float[members.length * count];
    for (int i = 0; i < members.length; i++) {
      int label = labels.get(members[i]);
      if (label != Labels.NOISE) {
        condition[i * count + label] = 1;
      }
    }
    return condition;
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
        classes[i * count + label] += sure;
      }
    }
    return classes;
  }

  private void shuffle(int pass) {
    System.arraycopy(members, 0, order, 0, order.length);
    Draws.shuffle(order, new SplittableRandom(shuffleSeed + pass));
    shuffled = pass;
  }
}
