// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestSamplesTest {
  @ParameterizedTest
  @CsvSource({"700, 13, 5", "300, 1, 3", "257, 8, 10", "20, 30, 40"})
  void the_nearest_are_those_that_comparing_all_pairs_finds(int n, int d, int k) {
    SplittableRandom random = new SplittableRandom(n);
    float[] values = new float[n * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(4) == 0 ? 0 : (float) random.nextDouble();
    }
    FloatMatrix samples = FloatMatrix.wrap(n, d, values);
    int[] candidates = IntStream.range(0, n).filter(i -> i % 3 != 0).toArray();
    int[] queries = IntStream.range(0, n).filter(i -> i % 3 == 0).limit(70).toArray();

    NearestSamples kept = new NearestSamples(Samples.of(samples, SampleType.vector(d)));
    int[][] votes = kept.among(candidates, queries, k, RunContext.seeded(1));

    for (int q = 0; q < queries.length; q++) {
      int query = queries[q];
      double[] distances =
          Arrays.stream(candidates).mapToDouble(c -> distance(samples, query, c)).toArray();
      double[] nearest =
          IntStream.range(0, candidates.length)
              .boxed()
              .sorted(Comparator.comparingDouble(c -> distances[c]))
              .limit(k)
              .mapToDouble(c -> distances[c])
              .toArray();
      double[] found =
          Arrays.stream(votes[q]).mapToDouble(c -> distance(samples, query, c)).toArray();
      assertThat(found).hasSize(Math.min(k, candidates.length));
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).isCloseTo(nearest[i], org.assertj.core.data.Offset.offset(1e-4));
      }
      assertThat(Arrays.stream(votes[q]).distinct().count()).isEqualTo(votes[q].length);
    }
  }

  private static double distance(FloatMatrix samples, int a, int b) {
    double sum = 0;
    for (int j = 0; j < samples.columns(); j++) {
      double difference = samples.get(a, j) - samples.get(b, j);
      sum += difference * difference;
    }
    return sum;
  }

  @Test
  void what_was_asked_for_before_changes_nothing() {
    SplittableRandom random = new SplittableRandom(3);
    int n = 400;
    float[] values = new float[n * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(30); // many ties
    }
    Samples samples = Samples.of(FloatMatrix.wrap(n, 2, values), SampleType.vector(2));
    int[] queries = IntStream.range(0, 60).toArray();
    NearestSamples kept = new NearestSamples(samples);
    RunContext run = RunContext.seeded(1);
    kept.among(IntStream.range(0, n).toArray(), queries, 10, run);
    for (int from : new int[] {60, 200, 380, 395}) { // the fewer, the fewer of them are known
      int[] candidates = IntStream.range(from, n).toArray();
      assertThat(kept.among(candidates, queries, 10, run))
          .isDeepEqualTo(new NearestSamples(samples).among(candidates, queries, 10, run))
          .isDeepEqualTo(new NearestSearch(samples, candidates, 10).of(queries, run));
    }
    assertThat(kept.among(new int[0], queries, 10, run)[0]).isEmpty();
  }
}
