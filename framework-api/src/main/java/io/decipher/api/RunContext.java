// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The context that a run passes to all its parts: the seed, the listener and the cancellation
 * token. Immutable.
 */
public final class RunContext {
  private final long seed;
  private final ProgressListener listener;
  private final CancellationToken cancellation;
  private final Optional<Path> checkpoints;

  private RunContext(
      long seed,
      ProgressListener listener,
      CancellationToken cancellation,
      Optional<Path> checkpoints) {
    this.seed = seed;
    this.listener = listener;
    this.cancellation = cancellation;
    this.checkpoints = checkpoints;
  }

  /**
   * Returns a context without checkpoints: its work starts over if the process ends.
   *
   * @param seed the same seed gives the same results
   * @param listener receives progress, notes and warnings; if it throws anything other than a
   *     {@link DecipherException} or a {@link java.util.concurrent.CancellationException}, the
   *     exception is logged once and the listener is disabled, while the run continues
   * @param cancellation the token by which the run can be stopped
   */
  public static RunContext of(
      long seed, ProgressListener listener, CancellationToken cancellation) {
    return new RunContext(seed, GuardedListener.of(listener), cancellation, Optional.empty());
  }

  /** Returns this context with a directory for checkpoints. */
  public RunContext withCheckpoints(Path directory) {
    return new RunContext(seed, listener, cancellation, Optional.of(directory));
  }

  /** Returns a context without a listener that cannot be cancelled. */
  public static RunContext seeded(long seed) {
    return of(seed, ProgressListener.none(), new CancellationToken());
  }

  /** Returns the seed: the same seed gives the same results. */
  public long seed() {
    return seed;
  }

  /** Returns the receiver of progress, notes and warnings. */
  public ProgressListener listener() {
    return listener;
  }

  /** Returns the token by which the run can be stopped. */
  public CancellationToken cancellation() {
    return cancellation;
  }

  /**
   * Returns a directory that outlives the process, owned by the receiver of this context, for
   * checkpoints of long work. Its content was written by the receiver in an earlier process of the
   * same run. Empty if the work need not be resumable.
   */
  public Optional<Path> checkpoints() {
    return checkpoints;
  }

  /**
   * Returns the run's random number stream for a purpose. The stream is determined by the seed and
   * the purpose, so an additional draw from one stream does not affect any other.
   *
   * @param purpose e.g. {@code "vae/shuffle"}
   */
  public RandomGenerator random(String purpose) {
    return new SplittableRandom(seed(purpose));
  }

  /** Returns a seed for a purpose, for engines with their own random number generators. */
  public long seed(String purpose) {
    long hash = 0xcbf29ce484222325L; // FNV-1a over the UTF-16 units
    for (int i = 0; i < purpose.length(); i++) {
      hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
    }
    return mix(mix(seed) + hash);
  }

  /** Reports progress; throws if the run was cancelled. */
  public void step(Progress progress) {
    cancellation.throwIfCancelled();
    listener.progress(progress);
  }

  /** Reports that a stage of the job begins; throws if the run was cancelled. */
  public void stage(RunStage stage) {
    cancellation.throwIfCancelled();
    listener.stage(stage);
  }

  /** Reports the metrics of an epoch; throws if the run was cancelled. */
  public void epoch(EpochMetrics metrics) {
    cancellation.throwIfCancelled();
    listener.epoch(metrics);
  }

  /** Reports samples generated during training; see {@link ProgressListener#samples}. */
  public void samples(String stage, int epoch, FloatMatrix samples, SampleType type) {
    listener.samples(stage, epoch, samples, type);
  }

  /** Reports a warning; the run continues. */
  public void warn(String text) {
    listener.warning(text);
  }

  /** Reports a note on how the data were read. */
  public void note(String text) {
    listener.note(text);
  }

  /** Stafford's variant 13 of the MurmurHash3 finalizer. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
