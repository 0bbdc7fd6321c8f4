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
 * The contract of a feature extractor, in addition to {@link ProviderContract}: it computes a
 * finite vector for each sample, from that sample alone once it has been fitted, the same for the
 * same seed on any number of threads; the input is not modified; progress is reported on the run's
 * own thread, and the run stops with {@link java.util.concurrent.CancellationException} when it is
 * cancelled.
 */
public abstract class FeatureExtractorContract implements ProviderContract<FeatureExtractor> {
  @Override
  public abstract Provider<FeatureExtractor> provider();

  /** Returns the type of the samples; by default a 28 x 28 image. */
  public SampleType type() {
    return SampleType.image(28, 28);
  }

  /**
   * Returns five or more samples; by default bars at several angles, or rows of numbers if {@link
   * #type} is not an image.
   */
  public Samples samples() {
    return TestData.samples(40, 4, type());
  }

  private FloatMatrix features() {
    return features(samples(), RunContext.seeded(1));
  }

  /** Fits to all samples and encodes the given ones. */
  private FloatMatrix features(Samples encoded, RunContext run) {
    return plugin().fit(samples(), run).encode(encoded, run);
  }

  /** Each sample has a vector without NaN. */
  @Test
  public void each_sample_has_finite_features() {
    assertThat(features().rows()).isEqualTo(samples().count());
    assertThat(features().columns()).isPositive();
    Runs.assertFinite(features(), "features");
  }

  /** Zero samples are allowed. */
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

  /** The caller may continue to use the input. */
  @Test
  public void its_input_is_not_changed() {
    Samples samples = samples();
    FloatMatrix before = Runs.copy(samples.toMatrix());
    RunContext run = RunContext.seeded(1);
    plugin().fit(samples, run).encode(samples, run);
    assertThat(samples.toMatrix()).isEqualTo(before);
  }

  /** A seed reproduces a run on any number of cores. */
  @Test
  public void the_same_seed_gives_the_same_with_one_thread_too() {
    FloatMatrix first = features();
    assertThat(features()).isEqualTo(first);
    assertThat(Runs.onOneThread(() -> features())).isEqualTo(first);
  }

  /** It accepts the types that its provider accepts. */
  @Test
  public void it_takes_the_type_that_its_provider_accepts() {
    assertThat(provider().accepts(type())).isTrue();
    plugin().check(type());
  }

  /** Cancellation takes effect quickly. */
  @Test
  public void it_stops_when_cancelled() {
    Runs.assertStops(run -> features(samples(), run));
  }

  /** Progress never decreases, and is reported on the run's own thread. */
  @Test
  public void it_reports_in_order() {
    Runs.assertReports(Runs.recorded(1, run -> features(samples(), run)));
  }

  /** The product has the type that the provider declares. */
  @Test
  public void it_yields_what_its_provider_says() {
    assertThat(plugin().fit(samples(), RunContext.seeded(1))).isInstanceOf(provider().yields());
  }

  /** A run that selects its features tries the provider's candidates. */
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
