// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.optim;

/**
 * Monitors a measure that should increase: records the best value and the time since then, and
 * reduces a rate when it stops increasing. Not thread-safe.
 */
public final class ImprovementWatch {
  private final double factor;
  private final int patience;
  private double best = Double.NEGATIVE_INFINITY;
  private int since;
  private int sinceCut;
  private double share = 1;

  /**
   * Creates a watch.
   *
   * @param factor the factor by which the rate is multiplied, in (0, 1]
   * @param patience the number of values without improvement before that, 1 or more
   */
  public ImprovementWatch(double factor, int patience) {
    this.factor = factor;
    this.patience = patience;
  }

  /**
   * Records the next value.
   *
   * @return whether it is the best so far; never for NaN
   */
  public boolean next(double measure) {
    if (measure > best) {
      best = measure;
      since = 0;
      sinceCut = 0;
      return true;
    }
    since++;
    sinceCut++;
    if (sinceCut >= patience) {
      share *= factor;
      sinceCut = 0;
    }
    return false;
  }

  /** Returns the state after the values recorded so far. */
  public State state() {
    return new State(best, since, sinceCut, share);
  }

  /** Continues from an earlier state. */
  public void restore(State heard) {
    best = heard.best;
    since = heard.since;
    sinceCut = heard.sinceCut;
    share = heard.share;
  }

  /**
   * The state of a watch.
   *
   * @param best the greatest value
   * @param since the number of values since then
   * @param sinceCut the number of values since then or since the last reduction of the rate
   * @param share the current factor of the rate
   */
  public record State(double best, int since, int sinceCut, double share) {}

  /** Returns the number of values since the best. */
  public int since() {
    return since;
  }

  /** Returns the current factor of the learning rate. */
  public double share() {
    return share;
  }
}
