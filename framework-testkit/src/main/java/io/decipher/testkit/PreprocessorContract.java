// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Attributes;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Preprocessor;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.spi.Provider;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The contract of a preprocessor, in addition to {@link ProviderContract}: it returns as many
 * samples as it is given, of the type it declares, with the same names, each computed from its own
 * sample alone, the same on any number of threads, and does not modify its input; progress is
 * reported on the run's own thread, and the run stops with {@link
 * java.util.concurrent.CancellationException} when it is cancelled.
 */
public abstract class PreprocessorContract implements ProviderContract<Preprocessor> {
  @Override
  public abstract Provider<Preprocessor> provider();

  /** Returns the type of the samples; by default a 28 x 28 image. */
  public SampleType type() {
    return SampleType.image(28, 28);
  }

  /** Returns five or more samples to transform; by default bars at several angles. */
  public Samples samples() {
    return TestData.bars(40, 4, type());
  }

  private FloatMatrix apply(Samples samples) {
    return plugin().apply(samples, RunContext.seeded(1)).toMatrix();
  }

  /** There is one result per sample, of the declared type. */
  @Test
  public void samples_keep_their_number_and_get_the_type_announced() {
    Samples applied = plugin().apply(samples(), RunContext.seeded(1));
    assertThat(applied.type()).isEqualTo(plugin().check(type()));
    assertThat(applied.count()).isEqualTo(samples().count());
    Runs.assertFinite(applied.toMatrix(), "samples");
  }

  /** Results can be attributed to their samples. */
  @Test
  public void names_and_attributes_stay() {
    int count = samples().count();
    List<String> names = IntStream.range(0, count).mapToObj(i -> "sample " + i).toList();
    Samples named =
        samples().withNames(names).withAttributes(Attributes.none(count).withText("name", names));
    Samples applied = plugin().apply(named, RunContext.seeded(1));
    assertThat(applied.names()).isEqualTo(named.names());
    assertThat(applied.attributes()).isEqualTo(named.attributes());
  }

  /** Zero samples are allowed. */
  @Test
  public void no_samples_stay_none() {
    Runs.assertShape(apply(Samples.none(type())), 0, plugin().check(type()).size(), "no samples");
  }

  /** A sample's result does not depend on other samples. */
  @Test
  public void a_sample_does_not_depend_on_the_others() {
    Runs.assertNear(
        apply(samples().slice(1, 3)), apply(samples()).slice(1, 3), "three samples by themselves");
  }

  /** The caller may continue to use the input. */
  @Test
  public void its_input_is_not_changed() {
    Samples samples = samples();
    FloatMatrix before = Runs.copy(samples.toMatrix());
    apply(samples);
    assertThat(samples.toMatrix()).isEqualTo(before);
  }

  /** Repetition and the number of threads do not change a bit. */
  @Test
  public void it_gives_the_same_again_with_one_thread_too() {
    FloatMatrix first = apply(samples());
    assertThat(apply(samples())).isEqualTo(first);
    assertThat(Runs.onOneThread(() -> apply(samples()))).isEqualTo(first);
  }

  /** Cancellation takes effect quickly. */
  @Test
  public void it_stops_when_cancelled() {
    Runs.assertStops(run -> plugin().apply(samples(), run).toMatrix());
  }

  /** Progress never decreases, and is reported on the run's own thread. */
  @Test
  public void it_reports_in_order() {
    Runs.assertReports(Runs.recorded(1, run -> plugin().apply(samples(), run).toMatrix()));
  }
}
