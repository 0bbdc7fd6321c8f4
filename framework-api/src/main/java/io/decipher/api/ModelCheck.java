// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.List;
import java.util.Optional;

/** What trying a model on one batch has shown. */
public final class ModelCheck {
  private final List<Layer> layers;
  private final Optional<Overfit> overfit;
  private final List<Finding> findings;

  private ModelCheck(List<Layer> layers, Optional<Overfit> overfit, List<Finding> findings) {
    this.layers = List.copyOf(layers);
    this.overfit = overfit;
    this.findings = List.copyOf(findings);
  }

  /**
   * Returns what was shown.
   *
   * @param layers what a sample goes through, in this order
   * @param overfit what overfitting one batch gave; empty if nothing could be learned
   * @param findings what looks wrong, the likeliest cause first; empty if nothing does
   */
  public static ModelCheck of(
      List<Layer> layers, Optional<Overfit> overfit, List<Finding> findings) {
    return new ModelCheck(layers, overfit, findings);
  }

  /** Returns what a sample goes through, in this order. */
  public List<Layer> layers() {
    return layers;
  }

  /** Returns what overfitting one batch gave; empty if nothing could be learned. */
  public Optional<Overfit> overfit() {
    return overfit;
  }

  /** Returns what looks wrong, the likeliest cause first; empty if nothing does. */
  public List<Finding> findings() {
    return findings;
  }

  /** Returns how many numbers the model learns in all. */
  public long parameters() {
    return layers.stream().mapToLong(Layer::parameters).sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelCheck that
        && layers.equals(that.layers)
        && overfit.equals(that.overfit)
        && findings.equals(that.findings);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * layers.hashCode() + overfit.hashCode()) + findings.hashCode();
  }

  /**
   * A layer.
   *
   * @param name as its parameters are called, e.g. {@code encoder.1}; empty if it has none
   * @param kind what it does, in a few words
   * @param output the sides of what it makes of one sample
   * @param parameters how many numbers it learns
   */
  public record Layer(String name, String kind, List<Integer> output, long parameters) {
    /** Copies the list. */
    public Layer {
      output = List.copyOf(output);
    }
  }

  /**
   * What overfitting one batch gave.
   *
   * @param samples in the batch
   * @param steps how many were done
   * @param learningRate of each
   * @param terms the loss first, then what it is made of
   */
  public record Overfit(int samples, int steps, double learningRate, List<Term> terms) {
    /** Copies the list. */
    public Overfit {
      terms = List.copyOf(terms);
    }
  }

  /**
   * A value that training makes smaller, or a part of it.
   *
   * @param name e.g. {@code loss}
   * @param start before the first step
   * @param end at the last step
   * @param anchors what to compare both with
   */
  public record Term(String name, double start, double end, List<Anchor> anchors) {
    /** Copies the list. */
    public Term {
      anchors = List.copyOf(anchors);
    }
  }

  /**
   * What a term is for an answer that is known without learning.
   *
   * @param answer e.g. {@code "1/2 everywhere"}
   * @param value in the term's unit
   */
  public record Anchor(String answer, double value) {}

  /**
   * Something that looks wrong.
   *
   * @param problem what was found, with its numbers
   * @param advice what to look at or to change
   */
  public record Finding(String problem, String advice) {}
}
