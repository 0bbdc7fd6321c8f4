// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import io.decipher.api.Assigner;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.NoveltyAssigner;
import io.decipher.api.NoveltyScores;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs a model on samples such that the result for a sample depends on it alone, bit by bit,
 * whatever other samples there are.
 *
 * <p>The last bit of an engine's result for a sample depends on the batch size and on its position
 * in the batch: kernels are chosen by size, and sum in different orders. With the default of two
 * threads, MXNet gives the same bytes at every position of a batch of 16, but not of 8, 32, 64 or
 * 100. So a model is always given batches of 16. Smaller ones are used only if they give the same
 * bytes, which depends on the processor and is tested on {@value #WHOLE} samples of random values:
 * the choice of kernels depends on the batch size, not on the values. This takes some dozen passes,
 * and is done once it pays: when small numbers of samples are requested repeatedly.
 *
 * <p>Not thread-safe.
 */
public final class Portions {
  /** The batch size. */
  public static final int WHOLE = 16;

  private static final int[] SIZES = {1, 2, 4, 8};
  private static final int PATIENCE = 4;

  private final TrainedModel model;
  private final Assigner assigner;
  private final boolean measured;

  /** Whether batches of the sizes in {@link #SIZES} give the same bytes, as far as tested. */
  private final @Nullable Boolean[] same = new Boolean[SIZES.length];

  private int fewAskedFor;

  /**
   * Creates an instance.
   *
   * @param model assigns classes
   * @param measured whether novelty is requested, for which the model must have {@link
   *     NoveltyScores}
   */
  public Portions(TrainedModel model, boolean measured) {
    this.model = model;
    this.assigner = (Assigner) model;
    this.measured = measured;
  }

  /**
   * The results of a model for samples.
   *
   * @param classes (n)
   * @param novelty (n x measures); empty if it was not requested
   */
  public record Made(FoundClasses classes, Optional<FloatMatrix> novelty) {}

  /**
   * Returns the results for some samples, padded by repeating the last one.
   *
   * @param samples (n)
   * @param first the first requested sample
   * @param count the number of requested samples, 1 to {@value #WHOLE}
   * @return for {@code count} samples or more
   */
  public Made of(Samples samples, int first, int count, RunContext run) {
    int[] members = new int[shown(count, run)];
    for (int i = 0; i < members.length; i++) {
      members[i] = first + Math.min(i, count - 1);
    }
    return made(samples.select(members), run);
  }

  private Made made(Samples samples, RunContext run) {
    if (measured && model instanceof NoveltyAssigner both) {
      NoveltyAssigner.Assigned found = both.assignWithNovelty(samples, run);
      return new Made(found.classes(), Optional.of(found.noveltyScores()));
    }
    return new Made(
        assigner.assign(samples, run),
        measured
            ? Optional.of(((NoveltyScores) model).noveltyScores(samples, run))
            : Optional.empty());
  }

  /** Returns the smallest sufficient batch size that gives the same bytes as a full batch. */
  private int shown(int count, RunContext run) {
    if (count > SIZES[SIZES.length - 1] || ++fewAskedFor < PATIENCE) {
      return WHOLE;
    }
    fewAskedFor = PATIENCE;
    for (int i = 0; i < SIZES.length; i++) {
      if (SIZES[i] >= count) {
        Boolean known = same[i];
        if (known == null) {
          known = isSame(SIZES[i], run);
          same[i] = known;
        }
        if (known) {
          return SIZES[i];
        }
      }
    }
    return WHOLE;
  }

  private boolean isSame(int size, RunContext run) {
    SampleType type = model.type();
    float[] random = new float[Math.multiplyExact(WHOLE, type.size())];
    SplittableRandom numbers = new SplittableRandom(1);
    for (int i = 0; i < random.length; i++) {
      random[i] = numbers.nextFloat();
    }
    Samples tried = Samples.of(FloatMatrix.wrap(WHOLE, type.size(), random), type);
    float[] whole = bytes(tried, run);
    int values = whole.length / WHOLE;
    for (int first = 0; first < WHOLE; first += size) {
      float[] some = bytes(tried.slice(first, size), run);
      if (Arrays.mismatch(some, Arrays.copyOfRange(whole, first * values, (first + size) * values))
          >= 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns all results for samples, one row per sample. */
  private float[] bytes(Samples samples, RunContext run) {
    int n = samples.count();
    Made made = made(samples, run);
    FloatMatrix novelty = made.novelty.orElse(FloatMatrix.wrap(n, 0, new float[0]));
    FloatMatrix latents =
        model instanceof Encoder encoder
            ? encoder.encode(samples, run)
            : FloatMatrix.wrap(n, 0, new float[0]);
    int columns = 2 + novelty.columns() + latents.columns();
    float[] all = new float[n * columns];
    for (int i = 0; i < n; i++) {
      all[i * columns] = made.classes.labels().get(i);
      all[i * columns + 1] = made.classes.strengths().get(i, 0);
      novelty.copyRows(i, 1, all, i * columns + 2);
      latents.copyRows(i, 1, all, i * columns + 2 + novelty.columns());
    }
    return all;
  }
}
