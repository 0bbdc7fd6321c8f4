package io.decipher.runtime.report;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.Sweep;
import java.util.List;
import java.util.Optional;

/**
 * Classes found by one set of features.
 *
 * @param features the names of the features, e.g. {@code [gradients]}
 * @param featureMatrix the features, scaled, (n x d)
 * @param projection where the projector put each sample, (n x dimensions)
 * @param found the classes, numbered by size where they were found first
 * @param modes the small groups of the fine cut, and what became of them
 * @param sweep what the clusterer finds at every smallest class size, where it tells
 * @param reproduction what halves of the samples find again of each other's classes, by the features
 *     that nothing was learned for, where that was looked at
 * @param scores how well the classes agree with what people say, where the data set tells
 */
public record View(
    List<String> features,
    FloatMatrix featureMatrix,
    FloatMatrix projection,
    FoundClasses found,
    List<Mode> modes,
    Optional<Sweep> sweep,
    Optional<Reproduction> reproduction,
    Optional<Scores> scores) {

  /** Makes a view of which no halves were looked at. */
  public View(
      List<String> features,
      FloatMatrix featureMatrix,
      FloatMatrix projection,
      FoundClasses found,
      List<Mode> modes,
      Optional<Sweep> sweep,
      Optional<Scores> scores) {
    this(features, featureMatrix, projection, found, modes, sweep, Optional.empty(), scores);
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

  public View scored(Optional<Scores> known) {
    return new View(
        features, featureMatrix, projection, found, modes, sweep, reproduction, known);
  }
}
