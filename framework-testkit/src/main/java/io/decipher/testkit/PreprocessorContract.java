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
 * What is asked of a preprocessor, beside {@link ProviderContract}: it gives back as many samples
 * of the type it says, called as before, each made of its own sample alone, always the same
 * whatever the number of threads, and leaves its input as it was; it reports from the run's own
 * thread, and stops by {@link java.util.concurrent.CancellationException} when the run is
 * cancelled.
 */
public abstract class PreprocessorContract implements ProviderContract<Preprocessor> {
  @Override
  public abstract Provider<Preprocessor> provider();

  /** Returns what a sample is; a 28 x 28 image if not overridden. */
  public SampleType type() {
    return SampleType.image(28, 28);
  }

  /** Returns samples to change, five or more; bars at several angles if not overridden. */
  public Samples samples() {
    return TestData.bars(40, 4, type());
  }

  private FloatMatrix apply(Samples samples) {
    return plugin().apply(samples, RunContext.seeded(1)).toMatrix();
  }

  /** One comes out for each that goes in, of the type that was announced. */
  @Test
  public void samples_keep_their_number_and_get_the_type_announced() {
    Samples applied = plugin().apply(samples(), RunContext.seeded(1));
    assertThat(applied.type()).isEqualTo(plugin().check(type()));
    assertThat(applied.count()).isEqualTo(samples().count());
    Runs.assertFinite(applied.toMatrix(), "samples");
  }

  /** Whoever looks at a result wants to know which sample it is of. */
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

  /** None is a number of samples too. */
  @Test
  public void no_samples_stay_none() {
    Runs.assertShape(apply(Samples.none(type())), 0, plugin().check(type()).size(), "no samples");
  }

  /** A sample's result does not depend on its company. */
  @Test
  public void a_sample_does_not_depend_on_the_others() {
    Runs.assertNear(
        apply(samples().slice(1, 3)), apply(samples()).slice(1, 3), "three samples by themselves");
  }

  /** The caller may go on using what it gave. */
  @Test
  public void its_input_is_not_changed() {
    Samples samples = samples();
    FloatMatrix before = Runs.copy(samples.toMatrix());
    apply(samples);
    assertThat(samples.toMatrix()).isEqualTo(before);
  }

  /** Neither another time nor another number of threads changes a bit. */
  @Test
  public void it_gives_the_same_again_with_one_thread_too() {
    FloatMatrix first = apply(samples());
    assertThat(apply(samples())).isEqualTo(first);
    assertThat(Runs.onOneThread(() -> apply(samples()))).isEqualTo(first);
  }

  /** A person who stops a run does not wait for it. */
  @Test
  public void it_stops_when_cancelled() {
    Runs.assertStops(run -> plugin().apply(samples(), run).toMatrix());
  }

  /** Reports never go backwards and come from the run's own thread. */
  @Test
  public void it_reports_in_order() {
    Runs.assertReports(Runs.recorded(1, run -> plugin().apply(samples(), run).toMatrix()));
  }
}
