// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.ClusterTree;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.Sweep;
import java.util.List;
import java.util.Optional;

/**
 * Classes found in one way: at a stage of a run, the last of which is its answer, by other features
 * for comparison, or by the same features laid out again.
 *
 * @param features what the classes were found by: the names of features, e.g. {@code [gradients]};
 *     {@code [classifier]} for the model itself, which learned some; or the name of a model that
 *     found some by itself
 * @param found the classes, numbered by size where they were found first; one number means one
 *     class at all stages, as far as there is one
 * @param trainingLabels the class of each sample that a model is to learn from, (n), noise where it
 *     is to learn none
 * @param smallClusters the small clusters of the fine cut, and what became of them
 * @param sweep what the clusterer finds at every smallest class size, if it knows
 * @param reproduction what halves of the samples find again of each other's classes, by the
 *     features that nothing was learned for, where that was looked at
 * @param layout where each sample lies, if it is still at hand
 * @param scores how well the classes agree with what people say, if the data set knows
 */
public record Stage(
    List<String> features,
    FoundClasses found,
    Labels trainingLabels,
    List<SmallCluster> smallClusters,
    Optional<Sweep> sweep,
    Optional<Reproduction> reproduction,
    Optional<Layout> layout,
    Optional<Scores> scores) {

  /**
   * Where each sample lies.
   *
   * @param features scaled, (n x d)
   * @param projection where the projector put each sample, (n x dimensions)
   * @param tree the tree that the classes were cut from, by their numbers, if there is one and it
   *     is still at hand
   */
  public record Layout(
      FloatMatrix features,
      FloatMatrix projection,
      Optional<FloatMatrix> outlierScores,
      Optional<ClusterTree> tree) {}

  /** Makes a stage of which no halves were looked at. */
  public Stage(
      List<String> features,
      FoundClasses found,
      Labels trainingLabels,
      List<SmallCluster> smallClusters,
      Optional<Sweep> sweep,
      Optional<Layout> layout,
      Optional<Scores> scores) {
    this(features, found, trainingLabels, smallClusters, sweep, Optional.empty(), layout, scores);
  }

  /** Copies the lists. */
  public Stage {
    features = List.copyOf(features);
    smallClusters = List.copyOf(smallClusters);
  }

  /** Returns classes that were found without features. */
  public static Stage named(String by, FoundClasses found) {
    return new Stage(
        List.of(by),
        found,
        found.labels(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns what the classes were found by, e.g. {@code "gradients and latent"}. */
  public String name() {
    return String.join(" and ", features);
  }

  /** Returns the number of classes found. */
  public int classes() {
    return found.labels().classes();
  }

  /** Returns the share of samples that belong to no class. */
  public double noise() {
    Labels labels = found.labels();
    return labels.size() == 0 ? 0 : (double) labels.noise() / labels.size();
  }

  /**
   * Returns the features, scaled, (n x d).
   *
   * @throws IllegalStateException if they are no longer at hand: see {@link #layout}
   */
  public FloatMatrix featureMatrix() {
    return required().features();
  }

  /**
   * Returns where the projector put each sample, (n x dimensions).
   *
   * @throws IllegalStateException if it is no longer at hand: see {@link #layout}
   */
  public FloatMatrix projection() {
    return required().projection();
  }

  private Layout required() {
    return layout.orElseThrow(
        () -> new IllegalStateException("the layout of stage '" + name() + "' was not kept"));
  }

  /** Returns this stage with scores. */
  public Stage scored(Optional<Scores> known) {
    return new Stage(
        features, found, trainingLabels, smallClusters, sweep, reproduction, layout, known);
  }

  /** Returns this stage with a layout. */
  public Stage laidOut(Layout known) {
    return new Stage(
        features,
        found,
        trainingLabels,
        smallClusters,
        sweep,
        reproduction,
        Optional.of(known),
        scores);
  }

  /** Returns this stage without its layout, which takes much memory. */
  public Stage withoutLayout() {
    return new Stage(
        features,
        found,
        trainingLabels,
        smallClusters,
        sweep,
        reproduction,
        Optional.empty(),
        scores);
  }
}
