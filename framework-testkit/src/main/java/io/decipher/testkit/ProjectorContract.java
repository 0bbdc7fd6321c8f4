// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.OutOfSampleProjection;
import io.decipher.api.Projection;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import io.decipher.api.spi.Provider;
import org.junit.jupiter.api.Test;

/**
 * What is asked of a projector, beside {@link ProviderContract}: a finite point for each point, the
 * same for the same seed whatever the number of threads; what is NaN or infinite is refused by a
 * message with {@code "row R"} and {@code "column C"}, counted from 0; the input stays as it was;
 * it reports from the run's own thread, and stops by {@link
 * java.util.concurrent.CancellationException} when the run is cancelled. A projection that is an
 * {@link OutOfSampleProjection} places each new point by itself.
 */
public abstract class ProjectorContract implements ProviderContract<Projector> {
  @Override
  public abstract Provider<Projector> provider();

  /** Returns whether another seed gives another projection; if not, it must give the same. */
  public abstract boolean isRandom();

  /** Returns points to project; three groups of 60 in ten dimensions if not overridden. */
  public FloatMatrix points() {
    return TestData.blobs(3, 60, 10);
  }

  private Projection fit(long seed) {
    return plugin().fit(points(), RunContext.seeded(seed));
  }

  /** A place for each point, without NaN. */
  @Test
  public void each_point_has_a_finite_place() {
    FloatMatrix places = fit(1).points();
    assertThat(places.rows()).isEqualTo(points().rows());
    assertThat(places.columns()).isPositive();
    Runs.assertFinite(places, "places");
  }

  /** A seed repeats a run, on any number of cores. */
  @Test
  public void the_same_seed_gives_the_same_with_one_thread_too() {
    FloatMatrix first = fit(1).points();
    assertThat(fit(1).points()).isEqualTo(first);
    assertThat(Runs.onOneThread(() -> fit(1).points())).isEqualTo(first);
  }

  /** Randomness, if any, comes from the run's seed. */
  @Test
  public void another_seed_matters_just_when_it_is_random() {
    assertThat(fit(2).points().equals(fit(1).points())).isEqualTo(!isRandom());
  }

  /** The caller may go on using what it gave. */
  @Test
  public void its_input_is_not_changed() {
    FloatMatrix points = points();
    FloatMatrix before = Runs.copy(points);
    plugin().fit(points, RunContext.seeded(1));
    assertThat(points).isEqualTo(before);
  }

  /** What is broken upstream is named where it comes in. */
  @Test
  public void a_value_that_is_not_finite_is_refused_by_row_and_column() {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      Runs.assertRefusesValue(value, points(), bad -> plugin().fit(bad, RunContext.seeded(1)));
    }
  }

  /** Points that are all one point break nothing: they get finite places, or a clear refusal. */
  @Test
  public void equal_points_break_nothing() {
    FloatMatrix equal = points().select(new int[points().rows()]);
    try {
      Runs.assertFinite(plugin().fit(equal, RunContext.seeded(1)).points(), "places");
    } catch (RuntimeException e) {
      Runs.assertRefused(
          "points that are all equal", () -> plugin().fit(equal, RunContext.seeded(1)));
    }
  }

  /** A person who stops a run does not wait for it. */
  @Test
  public void it_stops_when_cancelled() {
    Runs.assertStops(run -> plugin().fit(points(), run));
  }

  /** Reports never go backwards and come from the run's own thread. */
  @Test
  public void it_reports_in_order() {
    Runs.assertReports(Runs.recorded(1, run -> plugin().fit(points(), run)));
  }

  /** What the provider says it yields is what comes out. */
  @Test
  public void it_yields_what_its_provider_says() {
    assertThat(fit(1)).isInstanceOf(provider().yields());
  }

  /** New points can be placed, if at all, in batches of any size. */
  @Test
  public void a_new_point_is_placed_by_itself() {
    var projection = Runs.assumed(fit(1), OutOfSampleProjection.class);
    RunContext run = RunContext.seeded(3);
    FloatMatrix all = projection.project(points(), run);
    Runs.assertShape(all, points().rows(), projection.points().columns(), "new places");
    Runs.assertNear(
        projection.project(points().slice(1, 3), run), all.slice(1, 3), "three by themselves");
    Runs.assertShape(
        projection.project(FloatMatrix.empty(points().columns()), run),
        0,
        all.columns(),
        "places of no points");
  }
}
