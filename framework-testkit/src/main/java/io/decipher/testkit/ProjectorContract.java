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
 * The contract of a projector, in addition to {@link ProviderContract}: it computes a finite
 * position for each point, the same for the same seed on any number of threads; NaN and infinite
 * values are rejected by a message with {@code "row R"} and {@code "column C"}, counted from 0; the
 * input is not modified; progress is reported on the run's own thread, and the run stops with
 * {@link java.util.concurrent.CancellationException} when it is cancelled. An {@link
 * OutOfSampleProjection} places new points independently of each other.
 */
public abstract class ProjectorContract implements ProviderContract<Projector> {
  @Override
  public abstract Provider<Projector> provider();

  /** Returns whether another seed gives another projection; otherwise it must give the same. */
  public abstract boolean isRandom();

  /** Returns points to project; by default three groups of 60 points in ten dimensions. */
  public FloatMatrix points() {
    return TestData.blobs(3, 60, 10);
  }

  private Projection fit(long seed) {
    return plugin().fit(points(), RunContext.seeded(seed));
  }

  /** Each point has a position without NaN. */
  @Test
  public void each_point_has_a_finite_place() {
    FloatMatrix places = fit(1).points();
    assertThat(places.rows()).isEqualTo(points().rows());
    assertThat(places.columns()).isPositive();
    Runs.assertFinite(places, "places");
  }

  /** A seed reproduces a run on any number of cores. */
  @Test
  public void the_same_seed_gives_the_same_with_one_thread_too() {
    FloatMatrix first = fit(1).points();
    assertThat(fit(1).points()).isEqualTo(first);
    assertThat(Runs.onOneThread(() -> fit(1).points())).isEqualTo(first);
  }

  /** Randomness, if any, is determined by the run's seed. */
  @Test
  public void another_seed_matters_just_when_it_is_random() {
    assertThat(fit(2).points().equals(fit(1).points())).isEqualTo(!isRandom());
  }

  /** The caller may continue to use the input. */
  @Test
  public void its_input_is_not_changed() {
    FloatMatrix points = points();
    FloatMatrix before = Runs.copy(points);
    plugin().fit(points, RunContext.seeded(1));
    assertThat(points).isEqualTo(before);
  }

  /** Invalid values are reported where they enter. */
  @Test
  public void a_value_that_is_not_finite_is_refused_by_row_and_column() {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      Runs.assertRefusesValue(value, points(), bad -> plugin().fit(bad, RunContext.seeded(1)));
    }
  }

  /** Points that are all equal get finite positions, or are rejected by a clear message. */
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

  /** Cancellation takes effect quickly. */
  @Test
  public void it_stops_when_cancelled() {
    Runs.assertStops(run -> plugin().fit(points(), run));
  }

  /** Progress never decreases, and is reported on the run's own thread. */
  @Test
  public void it_reports_in_order() {
    Runs.assertReports(Runs.recorded(1, run -> plugin().fit(points(), run)));
  }

  /** The product has the type that the provider declares. */
  @Test
  public void it_yields_what_its_provider_says() {
    assertThat(fit(1)).isInstanceOf(provider().yields());
  }

  /** New points, if they can be placed, are placed independently of their batch. */
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
