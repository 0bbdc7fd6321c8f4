// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.optim;

/**
 * Watches a measure that should rise: keeps the best, counts how long ago it was, and lowers a rate
 * when it stops rising. Not thread-safe.
 */
public final class ImprovementWatch {
  private final double factor;
  private final int patience;
  private double best = Double.NEGATIVE_INFINITY;
  private int since;
  private int sinceCut;
  private double share = 1;

  /**
   * Makes a watch.
   *
   * @param factor what the rate is multiplied by, in (0, 1]
   * @param patience how many measures without a new best it takes, 1 or more
   */
  public ImprovementWatch(double factor, int patience) {
    this.factor = factor;
    this.patience = patience;
  }

  /**
   * Hears the next measure.
   *
   * @return whether it is the best so far; never for one that is not a number
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

  /** Returns what is remembered of the measures heard so far. */
  public State state() {
    return new State(best, since, sinceCut, share);
  }

  /** Goes on after measures heard before. */
  public void restore(State heard) {
    best = heard.best;
    since = heard.since;
    sinceCut = heard.sinceCut;
    share = heard.share;
  }

  /**
   * What a watch remembers.
   *
   * @param best the greatest measure
   * @param since how many measures ago that was
   * @param sinceCut how many measures ago it, or the last cut of the rate, was
   * @param share what the rate is multiplied by
   */
  public record State(double best, int since, int sinceCut, double share) {}

  /** Returns how many measures there were since the best. */
  public int since() {
    return since;
  }

  /** Returns what to multiply the learning rate by. */
  public double share() {
    return share;
  }
}
