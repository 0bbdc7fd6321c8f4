// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The nearest samples of those that have been asked for, kept for the stages of a run: these ask
 * for much the same samples, and each search compares one with all.
 *
 * <p>Not thread-safe.
 */
final class NearestSamples {
  private static final int KEPT = 40; // neighbours of a sample
  private static final int MOST = 100_000; // samples whose neighbours are kept, 16 MB

  private final Samples samples;
  private final Map<Integer, int[]> known = new HashMap<>();

  /**
   * Creates an empty store.
   *
   * @param samples (n)
   */
  NearestSamples(Samples samples) {
    this.samples = samples;
  }

  /** Returns the number of samples. */
  int count() {
    return samples.count();
  }

  /** Returns the samples. */
  Samples samples() {
    return samples;
  }

  /**
   * Returns each query's nearest candidates, (queries x neighbours), nearest first; ties go to the
   * sample of lower index. They are the same whatever was asked for before.
   *
   * @param candidates the samples to search among, in ascending order
   * @param neighbours the number of nearest candidates to find; fewer if there are fewer
   */
  int[][] among(int[] candidates, int[] queries, int neighbours, RunContext run) {
    int wanted = Math.min(neighbours, candidates.length);
    learn(queries, run);
    boolean[] isCandidate = new boolean[samples.count()];
    for (int candidate : candidates) {
      isCandidate[candidate] = true;
    }
    int[][] found = new int[queries.length][];
    for (int q = 0; q < queries.length; q++) {
      found[q] =
          Arrays.stream(known.getOrDefault(queries[q], new int[0]))
              .filter(other -> isCandidate[other])
              .limit(wanted)
              .toArray();
    }
    // Of a sample in the midst of others that are no candidates, too few are known.
    int[] open = IntStream.range(0, queries.length).filter(q -> found[q].length < wanted).toArray();
    int[] rest = Arrays.stream(open).map(q -> queries[q]).toArray();
    int[][] searched = new NearestSearch(samples, candidates, wanted).of(rest, run);
    for (int i = 0; i < open.length; i++) {
      found[open[i]] = searched[i];
    }
    return found;
  }

  private void learn(int[] queries, RunContext run) {
    if (known.size() > MOST) {
      known.clear();
    }
    int[] unknown =
        Arrays.stream(queries).filter(query -> !known.containsKey(query)).distinct().toArray();
    int[] all = IntStream.range(0, samples.count()).toArray();
    int[][] found = new NearestSearch(samples, all, KEPT).of(unknown, run);
    for (int i = 0; i < unknown.length; i++) {
      known.put(unknown[i], found[i]);
    }
  }
}
