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

/** All that a configuration names, made and checked before any work starts. */
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
   * What the classes are found by, found again by, and what else to compare with.
   *
   * @param chosen whether the run itself chooses what the classes are found by; {@code features} is
   *     empty then, and {@code again} lacks it
   */
  public record FeaturePlan(
      List<FeatureEntry> features,
      List<FeatureEntry> again,
      List<FeatureEntry> compare,
      boolean chosen) {
    /** Returns every entry that the run computes, once each; none of them where it chooses. */
    public List<FeatureEntry> entries() {
      return Stream.of(features, again, compare).flatMap(List::stream).distinct().toList();
    }

    public boolean needsModelFirst() {
      return features.stream().anyMatch(FeatureEntry::isLatent);
    }
  }

  /** Returns the attributes that classes must not follow. */
  public List<String> nuisance() {
    return nuisance(resolved.at(Configuration.ROOT).at("dataset"));
  }

  /** Returns the attributes that classes must not follow, by the block of a data set. */
  static List<String> nuisance(Settings dataset) {
    return dataset.has(Settings.NUISANCE)
        ? dataset.as(NuisanceSettings.class, dataset.keys()).nuisance()
        : List.of();
  }

  /** Returns by how many neighbours samples are laid out, themselves included. */
  public int neighbours() {
    Settings projector = resolved.at(Configuration.ROOT).at("projector");
    return projector.has("neighbours")
        ? projector.as(NeighbourSettings.class, projector.keys()).neighbours()
        : USUAL_NEIGHBOURS;
  }

  private static final int USUAL_NEIGHBOURS = 15;

  /** What projectors that go by neighbours say. */
  record NeighbourSettings(int neighbours) {}

  /** What every data set's block may say. */
  record NuisanceSettings(List<String> nuisance) {}

  /** Returns the name of the model's plugin. */
  public String modelType() {
    return resolved.at(Configuration.ROOT).at("model").type().orElse("without a name");
  }

  /**
   * Checks that everything takes the samples, before any work.
   *
   * @param type what a sample of the data set is
   * @return what a sample is once it is preprocessed
   * @throws io.decipher.api.DecipherException naming what does not take them, and what would
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
