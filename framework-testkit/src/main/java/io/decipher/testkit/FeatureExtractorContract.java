// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Candidate;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.spi.FeatureExtractorProvider;
import io.decipher.api.spi.Provider;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is asked of a feature extractor, beside {@link ProviderContract}: a finite vector for each
 * sample, made of that sample alone once it is fitted, the same for the same seed whatever the
 * number of threads; the input stays as it was; it reports from the run's own thread, and stops by
 * {@link java.util.concurrent.CancellationException} when the run is cancelled.
 */
public abstract class FeatureExtractorContract implements ProviderContract<FeatureExtractor> {
  @Override
  public abstract Provider<FeatureExtractor> provider();

  /** Returns what a sample is; a 28 x 28 image if not overridden. */
  public SampleType type() {
    return SampleType.image(28, 28);
  }

  /**
   * Returns samples, five or more; if not overridden bars at several angles, or rows of numbers
   * where {@link #type} is no image.
   */
  public Samples samples() {
    return TestData.samples(40, 4, type());
  }

  private FloatMatrix features() {
    return features(samples(), RunContext.seeded(1));
  }

  /** Fits to all samples and encodes some. */
  private FloatMatrix features(Samples encoded, RunContext run) {
    return plugin().fit(samples(), run).encode(encoded, run);
  }

  /** A vector for each sample, without NaN. */
  @Test
  public void each_sample_has_finite_features() {
    assertThat(features().rows()).isEqualTo(samples().count());
    assertThat(features().columns()).isPositive();
    Runs.assertFinite(features(), "features");
  }

  /** None is a number of samples too. */
  @Test
  public void no_samples_have_no_features() {
    FloatMatrix none = features(Samples.none(type()), RunContext.seeded(1));
    Runs.assertShape(none, 0, features().columns(), "features of no samples");
  }

  /** New samples can be encoded later, in batches of any size. */
  @Test
  public void a_samples_features_do_not_depend_on_its_batch() {
    Runs.assertNear(
        features(samples().slice(1, 3), RunContext.seeded(1)),
        features().slice(1, 3),
        "three samples by themselves");
  }

  /** The caller may go on using what it gave. */
  @Test
  public void its_input_is_not_changed() {
    Samples samples = samples();
    FloatMatrix before = Runs.copy(samples.toMatrix());
    RunContext run = RunContext.seeded(1);
    plugin().fit(samples, run).encode(samples, run);
    assertThat(samples.toMatrix()).isEqualTo(before);
  }

  /** A seed repeats a run, on any number of cores. */
  @Test
  public void the_same_seed_gives_the_same_with_one_thread_too() {
    FloatMatrix first = features();
    assertThat(features()).isEqualTo(first);
    assertThat(Runs.onOneThread(() -> features())).isEqualTo(first);
  }

  /** What its provider says it takes, it takes. */
  @Test
  public void it_takes_the_type_that_its_provider_accepts() {
    assertThat(provider().accepts(type())).isTrue();
    plugin().check(type());
  }

  /** A person who stops a run does not wait for it. */
  @Test
  public void it_stops_when_cancelled() {
    Runs.assertStops(run -> features(samples(), run));
  }

  /** Reports never go backwards and come from the run's own thread. */
  @Test
  public void it_reports_in_order() {
    Runs.assertReports(Runs.recorded(1, run -> features(samples(), run)));
  }

  /** What the provider says it yields is what comes out. */
  @Test
  public void it_yields_what_its_provider_says() {
    assertThat(plugin().fit(samples(), RunContext.seeded(1))).isInstanceOf(provider().yields());
  }

  /** A run that chooses its features by itself tries what the provider names. */
  @Test
  public void its_candidates_can_be_made() {
    if (!(provider() instanceof FeatureExtractorProvider named)) {
      return;
    }
    Plugins plugins = Plugins.of(List.of(named));
    for (Candidate candidate : named.candidates(samples())) {
      assertThat(candidate.name()).isNotBlank();
      assertThat(candidate.settings().type()).contains(named.name());
      assertThat(
              plugins.create(
                  FeatureExtractorProvider.class, candidate.settings().without("project")))
          .isNotNull();
    }
  }
}
