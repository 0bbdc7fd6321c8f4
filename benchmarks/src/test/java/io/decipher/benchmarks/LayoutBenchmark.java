// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.kmeans.KMeans;
import io.decipher.clustering.pca.Pca;
import io.decipher.clustering.umap.Umap;
import io.decipher.numerics.Metric;
import io.decipher.numerics.NearestNeighbours;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Benchmarks of the steps before clustering: neighbours, layouts, principal components; and
 * k-means.
 */
@Warmup(iterations = 2)
@Measurement(iterations = 3)
public class LayoutBenchmark {
  private static final RunContext RUN = RunContext.seeded(1);

  /** MNIST's pixels, 70,000 x 784, and their 64 principal components. */
  @State(Scope.Benchmark)
  public static class Digits {
    private FloatMatrix pixels;
    private FloatMatrix some;
    private FloatMatrix components;

    /** Reads the pixels. */
    @Setup
    public void read() {
      pixels = Inputs.mnist();
      some = pixels.select(IntStream.range(0, 10_000).toArray());
      components = new Pca(64, false).fit(pixels, RUN).points();
    }
  }

  /** Finds the 15 nearest neighbours in 784 pixels. */
  @Benchmark
  public Object neighbours15By784(Digits digits) {
    return NearestNeighbours.of(digits.pixels, 15, RUN);
  }

  /** Finds the 15 nearest of the first 10,000 in 784 pixels by comparing all pairs. */
  @Benchmark
  public Object exact15By784(Digits digits) {
    return NearestNeighbours.exact(digits.some, 15, RUN);
  }

  /** Finds the 30 nearest neighbours in 64 components. */
  @Benchmark
  public Object neighbours30By64(Digits digits) {
    return NearestNeighbours.of(digits.components, 30, RUN);
  }

  /** Computes a map from 784 pixels, with all steps. */
  @Benchmark
  public Object umapOf784(Digits digits) {
    return umap(true).fit(digits.pixels, RUN);
  }

  /** Does the same without guaranteeing identical bytes. */
  @Benchmark
  public Object umapOf784Racing(Digits digits) {
    return umap(false).fit(digits.pixels, RUN);
  }

  private static Umap umap(boolean deterministic) {
    return new Umap(
        15,
        2,
        0.1,
        1,
        OptionalInt.empty(),
        5,
        1,
        Umap.Init.SPECTRAL,
        Metric.EUCLIDEAN,
        deterministic);
  }

  /** Computes 64 principal components of 784 pixels. */
  @Benchmark
  public Object pca64Of784(Digits digits) {
    return new Pca(64, false).fit(digits.pixels, RUN);
  }

  /** Computes ten means in 64 dimensions. */
  @Benchmark
  public Object kMeans10Of64(Digits digits) {
    return new KMeans(10, 1, 100, 1e-4).fit(digits.components, RUN);
  }
}
