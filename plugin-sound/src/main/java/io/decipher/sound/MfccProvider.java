// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.Candidate;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.FeatureExtractorProvider;
import java.util.List;

/** Creates {@link Mfcc}. */
public final class MfccProvider implements FeatureExtractorProvider {
  @Override
  public String name() {
    return "mfcc";
  }

  @Override
  public String description() {
    return "Cepstral coefficients of spectrograms, with derivatives: needs no training";
  }

  @Override
  public FeatureExtractor create(Settings settings) {
    return settings.as(Mfcc.class);
  }

  @Override
  public boolean accepts(SampleType type) {
    return type instanceof SampleType.Image image && image.channels() == 1;
  }

  @Override
  public List<Candidate> candidates(SampleType type) {
    return List.of(); // any greyscale image could be a spectrogram
  }

  @Override
  public List<Candidate> candidates(Samples samples) {
    boolean units = samples.attributes().has("begin") && samples.attributes().has("end");
    return units && accepts(samples.type())
        ? List.of(
            new Candidate("mfcc", Settings.parse("candidates", "type = mfcc")),
            new Candidate(
                "mfcc, warped",
                Settings.parse(
                    "candidates",
                    "type = mfcc, warp = 3, derivatives = 0, lifter = 0, loudness = false")))
        : List.of();
  }
}
