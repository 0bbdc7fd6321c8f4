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
 * Classes found in one way: at a stage of a run, of which the last gives the result, by other
 * features for comparison, or by another layout of the same features.
 *
 * @param features what the classes were found by: names of features, e.g. {@code [gradients]};
 *     {@code [classifier]} for the model's classifier; or the name of a model that finds classes
 *     itself
 * @param found the classes, numbered by size when first found; numbers correspond across stages as
 *     far as possible
 * @param trainingLabels the class of each sample that a model is to be trained on, (n), noise for
 *     samples without one
 * @param smallClusters the small clusters of the fine cut, and how they were resolved
 * @param sweep the classes that the clusterer finds for each minimum class size, if it provides
 *     them
 * @param reproduction how well random halves of the samples reproduce each other's classes, by the
 *     features that need no training, if that was computed
 * @param layout the layout of the samples, if it is still in memory
 * @param scores the agreement with the ground truth, if the data set has one
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
   * The layout of the samples.
   *
   * @param features scaled, (n x d)
   * @param projection the projected samples, (n x dimensions)
   * @param tree the condensed tree from which the classes were selected, with their numbers, if
   *     there is one and it is still in memory
   */
  public record Layout(
      FloatMatrix features,
      FloatMatrix projection,
      Optional<FloatMatrix> outlierScores,
      Optional<ClusterTree> tree) {}

  /** Creates a stage without halves. */
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

  /** Returns the name of the features, e.g. {@code "gradients and latent"}. */
  public String name() {
    return String.join(" and ", features);
  }

  /** Returns the number of classes found. */
  public int classes() {
    return found.labels().classes();
  }

  /** Returns the fraction of noise samples. */
  public double noise() {
    Labels labels = found.labels();
    return labels.size() == 0 ? 0 : (double) labels.noise() / labels.size();
  }

  /**
   * Returns the features, scaled, (n x d).
   *
   * @throws IllegalStateException if they are no longer in memory: see {@link #layout}
   */
  public FloatMatrix featureMatrix() {
    return required().features();
  }

  /**
   * Returns the projected samples, (n x dimensions).
   *
   * @throws IllegalStateException if they are no longer in memory: see {@link #layout}
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
