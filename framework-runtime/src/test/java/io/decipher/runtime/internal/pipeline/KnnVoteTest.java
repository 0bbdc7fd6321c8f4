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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnnVoteTest {
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
    int[] classes = candidates.clone(); // a class of its own each, so that votes name the candidate
    int[] queries = IntStream.range(0, n).filter(i -> i % 3 == 0).limit(70).toArray();

    int[][] votes =
        new KnnVote(Samples.of(samples, SampleType.vector(d)), candidates, classes, k)
            .of(queries, RunContext.seeded(1));

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
}
