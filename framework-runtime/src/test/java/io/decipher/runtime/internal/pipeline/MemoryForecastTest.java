// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.runtime.internal.config.FeatureEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryForecastTest {
  private static final long HEAP = 12_000_000_000L;

  private final AtomicInteger computed = new AtomicInteger();

  /** 36 GB of images that take no memory: each is computed whenever somebody asks for it. */
  private Samples photographs() {
    FloatMatrix greys = FloatMatrix.wrap(60_000, 1, new float[60_000]);
    return Samples.view(
        Samples.of(greys, SampleType.vector(1)),
        new SampleType.Image(3, 224, 224),
        (row, length, target, offset) -> {
          computed.incrementAndGet();
          Arrays.fill(target, offset, offset + 3 * 224 * 224, row[0]);
        });
  }

  /** The first numbers of each sample. */
  private static FeatureEntry first(int count) {
    FeatureExtractor extractor =
        (fitted, run) ->
            (samples, context) -> {
              float[] features = new float[samples.count() * count];
              for (int i = 0; i < samples.count(); i++) {
                System.arraycopy(samples.row(i), 0, features, i * count, count);
              }
              return FloatMatrix.wrap(samples.count(), count, features);
            };
    return new FeatureEntry("first", Optional.of(extractor), false, Optional.empty());
  }

  private static FeatureEntry latent() {
    return new FeatureEntry(FeatureEntry.LATENT, Optional.empty(), false, Optional.empty());
  }

  @Test
  void what_does_not_fit_is_told_with_sizes_before_more_than_a_few_samples_are_read() {
    List<String> told =
        new MemoryForecast(HEAP).of(photographs(), List.of(), List.of(first(512), latent()));
    assertThat(told).hasSize(2);
    assertThat(told.get(0))
        .startsWith(
            "60,000 samples of 3 x 224 x 224 are 36.1 GB, more than a quarter of the heap, 12.0 GB")
        .endsWith("a larger heap (DECIPHER_JAVA_OPTS=-Xmx135g) can hold them");
    assertThat(told.get(1))
        .isEqualTo(
            "features 'first' will be 512 numbers per sample, 0.1 GB in all, and need 0.4 GB while"
                + " they are computed");
    assertThat(computed.get()).isBetween(1, 100);
  }

  @Test
  void features_that_the_heap_cannot_hold_are_refused_with_sizes_and_what_to_do() {
    assertThatThrownBy(
            () -> new MemoryForecast(HEAP).of(photographs(), List.of(), List.of(first(20_000))))
        .isInstanceOf(DecipherException.class)
        .hasMessage(
            "features 'first' of 60,000 samples are 20,000 numbers each, 4.8 GB in all, and need"
                + " 14.4 GB while they are computed; the heap is limited to 12.0 GB. Use fewer"
                + " samples, or coarser or other features, or a larger heap:"
                + " DECIPHER_JAVA_OPTS=-Xmx14g");
    assertThatThrownBy(
            () -> new MemoryForecast(HEAP).of(photographs(), List.of(), List.of(first(40_000))))
        .hasMessageContaining("one matrix holds 2^31 - 9 numbers at most");
  }

  @Test
  void samples_that_are_held_are_nothing_to_tell_of() {
    Samples few = Samples.of(FloatMatrix.wrap(4, 2, new float[8]), SampleType.vector(2));
    assertThat(new MemoryForecast(HEAP).of(few, List.of(), List.of(first(2)))).isEmpty();
  }

  @Test
  void features_are_refused_before_all_of_them_are_computed() {
    assertThatThrownBy(
            () ->
                Features.of(
                    List.of(first(100_000)),
                    photographs(),
                    Optional.empty(),
                    Optional.empty(),
                    Nuisance.of(List.of(), photographs()),
                    RunContext.seeded(1)))
        .isInstanceOf(DecipherException.class)
        .hasMessageStartingWith("features 'first' of 60,000 samples are 100,000 numbers each");
    assertThat(computed.get()).isBetween(1, 100);
  }
}
