// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.Candidate;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.spi.FeatureExtractorProvider;
import java.util.ArrayList;
import java.util.List;

/** Provides {@link ElasticGradients}. */
public final class ElasticGradientsProvider implements FeatureExtractorProvider {
  @Override
  public String name() {
    return "elastic-gradients";
  }

  @Override
  public String description() {
    return "Oriented gradients in one frame, compared with parts that may move: for signs";
  }

  @Override
  public FeatureExtractor create(Settings settings) {
    return settings.as(ElasticGradients.class);
  }

  @Override
  public boolean accepts(SampleType type) {
    return type instanceof SampleType.Image;
  }

  @Override
  public List<Candidate> candidates(SampleType type) {
    if (!accepts(type)) {
      return List.of();
    }
    List<Candidate> candidates = new ArrayList<>();
    for (String contrast : List.of("given", "ink")) {
      for (String frame :
          List.of("whole", "upright", "moments", "moments-upright", "moments-stretched")) {
        candidates.add(
            new Candidate(
                "elastic gradients, " + frame + (contrast.equals("ink") ? ", ink" : ""),
                Settings.parse(
                    "candidates",
                    "type = elastic-gradients, frame = " + frame + ", contrast = " + contrast)));
      }
    }
    return candidates;
  }
}
