package io.decipher.runtime.internal.config;

import io.decipher.api.Clusterer;
import io.decipher.api.Dataset;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Preprocessor;
import io.decipher.api.Projector;
import io.decipher.api.Settings;
import jakarta.inject.Inject;
import java.util.List;

/** All that a configuration names, made and checked before any work starts. */
public record Parts(
    Settings resolved,
    Blueprint blueprint,
    Dataset dataset,
    List<Preprocessor> preprocessors,
    FeaturePlan plan,
    Projector projector,
    Clusterer clusterer,
    GenerativeModel model) {

  /** What the classes are found by, found again by, and what else to compare with. */
  public record FeaturePlan(
      List<FeatureEntry> features, List<FeatureEntry> again, List<FeatureEntry> compare) {
    public boolean needsModelFirst() {
      return features.stream().anyMatch(FeatureEntry::isLatent);
    }
  }

  @Inject
  public Parts {}

  /** Returns the name of the model's plugin. */
  public String modelType() {
    return resolved.at(Configuration.ROOT).at("model").type().orElse("without a name");
  }
}
