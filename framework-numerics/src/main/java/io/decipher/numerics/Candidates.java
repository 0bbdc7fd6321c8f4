// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import java.util.SplittableRandom;

/**
 * The points that each point's local join compares in a round of {@link NeighbourDescent}: random
 * samples of its new neighbours and of the points that it is a new neighbour of, and of the old
 * ones. Its own new neighbours that are sampled become old.
 */
final class Candidates {
  private static final int TASK = 512;

  /** Up to {@code most} new ones, then as many old ones, per point. */
  final int[] indices;

  private final int most;
  private final int[] news; // (n)
  private final int[] olds; // (n)

  Candidates(NeighbourLists lists, int n, int most, long seed) {
    this.most = most;
    indices = new int[Math.multiplyExact(n, 2 * most)];
    news = new int[n];
    olds = new int[n];
    int length = lists.length();
    int[] starts = new int[n + 1];
    for (int i = 0; i < n; i++) {
      for (int rank = 0; rank < length; rank++) {
        starts[NeighbourLists.index(lists.get(i, rank)) + 1]++;
      }
    }
    for (int i = 0; i < n; i++) {
      starts[i + 1] += starts[i];
    }
    int[] reverse = new int[n * length]; // 2 · index of the point it is a neighbour of, + 1 if new
    int[] next = starts.clone();
    for (int i = 0; i < n; i++) {
      for (int rank = 0; rank < length; rank++) {
        long entry = lists.get(i, rank);
        reverse[next[NeighbourLists.index(entry)]++] =
            2 * i + (NeighbourLists.isNew(entry) ? 1 : 0);
      }
    }
    Parallel.run(
        (n + TASK - 1) / TASK,
        task -> {
          Draw draw = new Draw(n, new SplittableRandom(seed ^ (long) task << 32));
          for (int i = task * TASK; i < Math.min(n, (task + 1) * TASK); i++) {
            draw.candidates(lists, i, reverse, starts);
          }
        });
  }

  int start(int point) {
    return point * 2 * most;
  }

  int news(int point) {
    return news[point];
  }

  int olds(int point) {
    return olds[point];
  }

  private final class Draw {
    private final SplittableRandom random;
    private final int[] seen; // 1 + the last point that met each
    private final Pool fresh = new Pool();
    private final Pool old = new Pool();

    Draw(int n, SplittableRandom random) {
      this.random = random;
      seen = new int[n];
    }

    void candidates(NeighbourLists lists, int point, int[] reverse, int[] starts) {
      int length = lists.length();
      int bound = length + starts[point + 1] - starts[point];
      fresh.clear(bound);
      old.clear(bound);
      for (int rank = 0; rank < length; rank++) {
        long entry = lists.get(point, rank);
        seen[NeighbourLists.index(entry)] = point + 1;
        (NeighbourLists.isNew(entry) ? fresh : old).add(NeighbourLists.index(entry));
      }
      for (int at = starts[point]; at < starts[point + 1]; at++) {
        int other = reverse[at] >>> 1;
        if (seen[other] != point + 1) {
          ((reverse[at] & 1) != 0 ? fresh : old).add(other);
        }
      }
      news[point] = fresh.draw(random, start(point));
      olds[point] = old.draw(random, start(point) + most);
      for (int at = start(point); at < start(point) + news[point]; at++) {
        seen[indices[at]] = -1 - point;
      }
      for (int rank = 0; rank < length; rank++) {
        if (seen[NeighbourLists.index(lists.get(point, rank))] == -1 - point) {
          lists.setOld(point, rank);
        }
      }
    }
  }

  private final class Pool {
    private int[] members = new int[64];
    private int size;

    void clear(int bound) {
      size = 0;
      if (members.length < bound) {
        members = new int[2 * bound];
      }
    }

    void add(int member) {
      members[size++] = member;
    }

    /** Writes up to {@code most} random members, and returns their number. */
    int draw(SplittableRandom random, int target) {
      int drawn = Math.min(size, most);
      for (int i = 0; i < drawn; i++) {
        int at = size > most ? random.nextInt(i, size) : i;
        indices[target + i] = members[at];
        members[at] = members[i];
      }
      return drawn;
    }
  }
}
