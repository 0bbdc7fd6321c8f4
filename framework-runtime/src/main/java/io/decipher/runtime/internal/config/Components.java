// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import io.decipher.api.Clusterer;
import io.decipher.api.Dataset;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Plugins;
import io.decipher.api.Preprocessor;
import io.decipher.api.Projector;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.spi.FeatureExtractorProvider;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.api.spi.PreprocessorProvider;
import java.util.List;
import java.util.stream.Stream;

/** Everything that a configuration names, created and checked before any work starts. */
public record Components(
    Settings resolved,
    JobSettings settings,
    Dataset dataset,
    List<Preprocessor> preprocessors,
    FeaturePlan plan,
    Projector projector,
    Clusterer clusterer,
    GenerativeModel model,
    Plugins plugins) {

  /**
   * The features for finding classes, for finding them again in rounds, and for comparison.
   *
   * @param chosen whether the run selects its features; {@code features} is then empty, and {@code
   *     again} lacks them
   */
  public record FeaturePlan(
      List<FeatureEntry> features,
      List<FeatureEntry> again,
      List<FeatureEntry> compare,
      boolean chosen) {
    /**
     * Returns every distinct entry that the run computes; excludes features that the run selects
     * itself.
     */
    public List<FeatureEntry> entries() {
      return Stream.of(features, again, compare).flatMap(List::stream).distinct().toList();
    }

    public boolean needsModelFirst() {
      return features.stream().anyMatch(FeatureEntry::isLatent);
    }
  }

  /** Returns the nuisance attributes, on which classes must not depend. */
  public List<String> nuisance() {
    return nuisance(resolved.at(Configuration.ROOT).at("dataset"));
  }

  /** Returns the nuisance attributes of a data set's block, on which classes must not depend. */
  static List<String> nuisance(Settings dataset) {
    return dataset.has(Settings.NUISANCE)
        ? dataset.as(NuisanceSettings.class, dataset.keys()).nuisance()
        : List.of();
  }

  /** Returns the number of neighbours of the layout, each sample included in its own. */
  public int neighbours() {
    Settings projector = resolved.at(Configuration.ROOT).at("projector");
    return projector.has("neighbours")
        ? projector.as(NeighbourSettings.class, projector.keys()).neighbours()
        : USUAL_NEIGHBOURS;
  }

  private static final int USUAL_NEIGHBOURS = 15;

  /** The setting common to neighbour-based projectors. */
  record NeighbourSettings(int neighbours) {}

  /** The setting common to all data sets. */
  record NuisanceSettings(List<String> nuisance) {}

  /** Returns the name of the model's plugin. */
  public String modelType() {
    return resolved.at(Configuration.ROOT).at("model").type().orElse("without a name");
  }

  /**
   * Checks before any work that all components accept the samples.
   *
   * @param type the type of the data set's samples
   * @return the type of the preprocessed samples
   * @throws io.decipher.api.DecipherException if a component does not accept them, with those that
   *     would
   */
  public SampleType accepted(SampleType type) {
    SampleType prepared = type;
    for (int i = 0; i < preprocessors.size(); i++) {
      plugins.requireAccepts(PreprocessorProvider.class, settings.preprocess().get(i), prepared);
      prepared = preprocessors.get(i).check(prepared);
    }
    for (Settings block : settings.features()) {
      if (!FeatureEntry.isNoPlugin(block.type().orElse(""))) {
        plugins.requireAccepts(FeatureExtractorProvider.class, block, prepared);
      }
    }
    for (FeatureEntry entry : plan.features()) {
      if (entry.extractor().isPresent()) {
        entry.extractor().get().check(prepared);
      }
    }
    plugins.requireAccepts(GenerativeModelProvider.class, settings.model(), prepared);
    return prepared;
  }
}
