// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.hdbscan.Hdbscan;
import io.decipher.clustering.hdbscan.HdbscanModel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** HDBSCAN, from points to classes and outlier scores. */
@Warmup(iterations = 5)
@Measurement(iterations = 7)
public class HdbscanBenchmark {
  private static final RunContext RUN = RunContext.seeded(1);

  /** MNIST, in the two forms that the main job and its comparison cluster. */
  @State(Scope.Benchmark)
  public static class Digits {
    @Param({"70,000 x 2", "70,000 x 10"})
    private String points;

    private FloatMatrix matrix;

    /** Reads the points. */
    @Setup
    public void read() {
      matrix = points.endsWith("10") ? Inputs.latents() : Inputs.layout();
    }
  }

  /** Increasing numbers of points in the plane. */
  @State(Scope.Benchmark)
  public static class Growing {
    @Param({"10000", "30000", "100000", "300000", "1000000"})
    private int n;

    private FloatMatrix matrix;

    /** Draws the points. */
    @Setup
    public void draw() {
      matrix = Inputs.groups(n);
    }
  }

  /** Clusters MNIST. */
  @Benchmark
  public HdbscanModel digits(Digits digits) {
    return new Hdbscan(500, 10).fit(digits.matrix, RUN);
  }

  /** Measures how the time grows with the number of points. */
  @Benchmark
  public HdbscanModel growth(Growing points) {
    return new Hdbscan(points.n / 200, 10).fit(points.matrix, RUN);
  }
}
