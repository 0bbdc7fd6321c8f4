// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What a run hands to every part: its seed, who listens, and whether to stop. Immutable. */
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
   * Returns a context for work that starts anew after its process ended.
   *
   * @param seed the same seed gives the same results
   * @param listener receives progress, notes and warnings; if it throws anything but a {@link
   *     DecipherException} or a {@link java.util.concurrent.CancellationException}, that is logged
   *     once and it hears no more, for the run goes on
   * @param cancellation who may stop the run
   */
  public static RunContext of(
      long seed, ProgressListener listener, CancellationToken cancellation) {
    return new RunContext(seed, GuardedListener.of(listener), cancellation, Optional.empty());
  }

  /** Returns this context for work that keeps its checkpoints in a directory. */
  public RunContext withCheckpoints(Path directory) {
    return new RunContext(seed, listener, cancellation, Optional.of(directory));
  }

  /** Returns a context without listener that nobody cancels. */
  public static RunContext seeded(long seed) {
    return of(seed, ProgressListener.none(), new CancellationToken());
  }

  /** Returns the seed: the same seed gives the same results. */
  public long seed() {
    return seed;
  }

  /** Returns what receives progress, notes and warnings. */
  public ProgressListener listener() {
    return listener;
  }

  /** Returns who may stop the run. */
  public CancellationToken cancellation() {
    return cancellation;
  }

  /**
   * Returns a directory of the receiver's own that outlives the process, in which long work keeps
   * what it needs to go on where it was; what it finds there is its own, from an earlier process of
   * the same run. Empty if the work need not be able to go on.
   */
  public Optional<Path> checkpoints() {
    return checkpoints;
  }

  /**
   * Returns the run's own stream of random numbers for one purpose. The same seed and purpose give
   * the same stream, and one more draw from one stream shifts no other.
   *
   * @param purpose e.g. {@code "vae/shuffle"}
   */
  public RandomGenerator random(String purpose) {
    return new SplittableRandom(seed(purpose));
  }

  /** Returns a seed for one purpose, for engines that keep random streams of their own. */
  public long seed(String purpose) {
    long hash = 0xcbf29ce484222325L; // FNV-1a over the UTF-16 units
    for (int i = 0; i < purpose.length(); i++) {
      hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
    }
    return mix(mix(seed) + hash);
  }

  /** Reports progress, and stops the run if it was cancelled. */
  public void step(Progress progress) {
    cancellation.throwIfCancelled();
    listener.progress(progress);
  }

  /** Reports that a stage of the whole job begins, and stops the run if it was cancelled. */
  public void stage(RunStage stage) {
    cancellation.throwIfCancelled();
    listener.stage(stage);
  }

  /** Reports what an epoch measured, and stops the run if it was cancelled. */
  public void epoch(EpochMetrics metrics) {
    cancellation.throwIfCancelled();
    listener.epoch(metrics);
  }

  /** Shows what a model in training draws; see {@link ProgressListener#samples}. */
  public void samples(String stage, int epoch, FloatMatrix samples, SampleType type) {
    listener.samples(stage, epoch, samples, type);
  }

  /** Warns whoever listens; the run goes on. */
  public void warn(String text) {
    listener.warning(text);
  }

  /** Tells whoever listens how the data were read. */
  public void note(String text) {
    listener.note(text);
  }

  /** Stafford's variant 13 of the finalizer of MurmurHash3. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
