// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.List;
import java.util.Optional;

/** The result of testing a model on one batch; see {@link Checkable}. */
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
   * Returns a result.
   *
   * @param layers the layers, in the order in which a sample passes through them
   * @param overfit the result of overfitting one batch; empty if the model could not be trained
   * @param findings what looks wrong, the most likely cause first; empty if nothing does
   */
  public static ModelCheck of(
      List<Layer> layers, Optional<Overfit> overfit, List<Finding> findings) {
    return new ModelCheck(layers, overfit, findings);
  }

  /** Returns the layers, in the order in which a sample passes through them. */
  public List<Layer> layers() {
    return layers;
  }

  /** Returns the result of overfitting one batch; empty if the model could not be trained. */
  public Optional<Overfit> overfit() {
    return overfit;
  }

  /** Returns what looks wrong, the most likely cause first; empty if nothing does. */
  public List<Finding> findings() {
    return findings;
  }

  /** Returns the total number of trainable parameters. */
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
   * @param name the prefix of its parameters, e.g. {@code encoder.1}; empty if it has none
   * @param kind what it does, in a few words
   * @param output the shape of its output for one sample
   * @param parameters the number of trainable parameters
   */
  public record Layer(String name, String kind, List<Integer> output, long parameters) {
    /** Copies the list. */
    public Layer {
      output = List.copyOf(output);
    }
  }

  /**
   * The result of overfitting one batch.
   *
   * @param samples the batch size
   * @param steps the number of steps
   * @param learningRate the learning rate of each step
   * @param terms the loss first, then its components
   */
  public record Overfit(int samples, int steps, double learningRate, List<Term> terms) {
    /** Copies the list. */
    public Overfit {
      terms = List.copyOf(terms);
    }
  }

  /**
   * A value that training minimises, or a component of it.
   *
   * @param name e.g. {@code loss}
   * @param start before the first step
   * @param end at the last step
   * @param anchors reference values to compare both with
   */
  public record Term(String name, double start, double end, List<Anchor> anchors) {
    /** Copies the list. */
    public Term {
      anchors = List.copyOf(anchors);
    }
  }

  /**
   * The value of a term for a trivial prediction.
   *
   * @param answer the prediction, e.g. {@code "1/2 everywhere"}
   * @param value in the term's unit
   */
  public record Anchor(String answer, double value) {}

  /**
   * Something that looks wrong.
   *
   * @param problem what was found, with figures
   * @param advice what to check or to change
   */
  public record Finding(String problem, String advice) {}
}
