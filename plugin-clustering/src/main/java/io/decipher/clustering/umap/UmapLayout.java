// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.numerics.Parallel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Locale;

/**
 * Optimises a layout by stochastic gradient descent: neighbours attract, random points repel
 * (McInnes et al. 2018, algorithm 5).
 *
 * <p>The authors' implementation moves both ends of an edge at once, so its result depends on the
 * order of the threads. Here an epoch is divided into sub-steps of every {@value #SUB_STEPS}th
 * point. Within a sub-step, each point processes its edges with its own current position and the
 * positions of all others at the beginning of the sub-step; the displacements of the other ends are
 * accumulated in integers, whose sum does not depend on the order, and applied at the end. So the
 * result depends only on the seed.
 *
 * <p>The displacements must be computed from every intermediate position of a point, not from its
 * final one: this is how parts of a class that started apart find each other. When each point moved
 * only itself, by the same forces, subsets of MNIST split into 11 to 15 classes instead of 10.
 *
 * <p>If the result need not be reproducible, all points are processed at once and move each other
 * in place, as in the authors' implementation: threads race, and occasionally an update is lost
 * (Niu et al. 2011).
 *
 * @see <a href="https://arxiv.org/abs/1106.5730">Niu, Recht, Ré, Wright 2011: HOGWILD!</a>
 */
final class UmapLayout {
  private static final int SUB_STEPS = 8;
  private static final int TASK = 256;
  static final float CLIP = 4;

  /**
   * The fixed-point scale of {@link #moves}: fine enough for floats, while the sums of a hub of a
   * million edges stay below 2^63 at the highest learning rate and number of negative samples that
   * {@link Umap} accepts.
   */
  private static final double UNIT = 1L << 24;

  private static final VarHandle MOVES = MethodHandles.arrayElementVarHandle(long[].class);

  private final int n;
  private final int dimensions;
  private final int subSteps;
  private final int[] starts; // (n + 1), offsets of a point's edges, by its turn in an epoch
  private final int[] targets; // the other end of each edge
  private final float[] periods; // the number of epochs between two samples of an edge
  private final float[] due; // the epoch of its next sample
  private final float[] places; // (n x dimensions)
  private final long[] moves; // (n x dimensions), displacements in the current sub-step
  private final ForceTable pull;
  private final ForceTable push;
  private final int negatives;
  private final boolean deterministic;
  private final long seed;

  UmapLayout(
      NeighbourGraph graph,
      float[] start,
      int dimensions,
      MembershipCurve curve,
      int negatives,
      boolean deterministic,
      long seed) {
    this.n = graph.size();
    this.dimensions = dimensions;
    this.places = start.clone();
    this.moves = new long[deterministic ? start.length : 0];
    this.pull = new ForceTable(curve::pull);
    this.push = new ForceTable(curve::push);
    this.negatives = negatives;
    this.deterministic = deterministic;
    this.seed = seed;
    this.subSteps = deterministic ? SUB_STEPS : 1;
    this.starts = new int[n + 1];
    this.targets = new int[graph.targets().length];
    this.periods = new float[targets.length];
    takeTurns(graph);
    due = periods.clone();
  }

  // Stores edges in processing order: a sub-step with random memory access takes half as long
  // again.
  private void takeTurns(NeighbourGraph graph) {
    float max = graph.maxWeight();
    int turn = 0;
    int edges = 0;
    for (int step = 0; step < subSteps; step++) {
      for (int i = step; i < n; i += subSteps) {
        for (int edge = graph.starts()[i]; edge < graph.starts()[i + 1]; edge++) {
          targets[edges] = graph.targets()[edge];
          periods[edges++] = max / graph.weights()[edge];
        }
        starts[++turn] = edges;
      }
    }
  }

  /** Returns the positions of the points after {@code epochs}, (n x dimensions). */
  float[] run(int epochs, double learningRate, RunContext run) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      run.step(
          new Progress(
              "layout",
              (double) epoch / epochs,
              String.format(Locale.ROOT, "epoch %d of %d", epoch + 1, epochs)));
      float rate = (float) (learningRate * (1 - (double) epoch / epochs));
      int turn = 0;
      for (int step = 0; step < subSteps; step++) {
        turn += subStep(step, turn, epoch, rate);
      }
    }
    run.step(new Progress("layout", 1, ""));
    return places;
  }

  /**
   * Moves every {@code subSteps}th point from {@code step} on; returns the number of these points.
   */
  private int subStep(int step, int turn, int epoch, float rate) {
    int size = (n - step + subSteps - 1) / subSteps;
    if (size <= 0) {
      return 0;
    }
    Parallel.run(
        (size + TASK - 1) / TASK,
        task -> {
          int end = Math.min(size, (task + 1) * TASK);
          float[] start = new float[dimensions];
          float[] self = new float[dimensions];
          float[] pushed = new float[dimensions];
          for (int at = task * TASK; at < end; at++) {
            int i = step + at * subSteps;
            if (dimensions == 2) {
              moveInPlane(i, turn + at, epoch, rate);
            } else {
              move(i, turn + at, epoch, rate, start, self, pushed);
            }
          }
        });
    if (deterministic) {
      carryOut();
    }
    return size;
  }

  private void carryOut() {
    int width = TASK * SUB_STEPS * dimensions;
    Parallel.run(
        (places.length + width - 1) / width,
        task -> {
          int end = Math.min(places.length, (task + 1) * width);
          for (int c = task * width; c < end; c++) {
            places[c] += (float) (moves[c] / UNIT);
            moves[c] = 0;
          }
        });
  }

  private void move(int coordinate, float distance) {
    if (deterministic) {
      MOVES.getAndAdd(moves, coordinate, (long) (distance * UNIT));
    } else {
      places[coordinate] += distance;
    }
  }

  // Repulsions are computed from one position and applied together, so none waits for the previous
  // one; this halves the time without a measurable effect on quality.
  private void moveInPlane(int i, int turn, int epoch, float rate) {
    float startX = places[2 * i];
    float startY = places[2 * i + 1];
    float x = startX;
    float y = startY;
    long state = stream(epoch, i);
    for (int edge = starts[turn]; edge < starts[turn + 1]; edge++) {
      if (due[edge] > epoch) {
        continue;
      }
      due[edge] += periods[edge];
      int j = targets[edge];
      float toX = x - places[2 * j];
      float toY = y - places[2 * j + 1];
      float force = pull.at(toX * toX + toY * toY);
      float pullX = rate * clip(force * toX);
      float pullY = rate * clip(force * toY);
      x += pullX;
      y += pullY;
      move(2 * j, -pullX);
      move(2 * j + 1, -pullY);
      float pushX = 0;
      float pushY = 0;
      for (int draw = 0; draw < negatives; draw++) {
        state += GOLDEN;
        int k = index(state);
        if (k == i) {
          continue;
        }
        float dx = x - places[2 * k];
        float dy = y - places[2 * k + 1];
        float repulsion = push.at(dx * dx + dy * dy);
        pushX += clip(repulsion * dx);
        pushY += clip(repulsion * dy);
      }
      x += rate * pushX;
      y += rate * pushY;
    }
    move(2 * i, x - startX);
    move(2 * i + 1, y - startY);
  }

  private void move(
      int i, int turn, int epoch, float rate, float[] start, float[] self, float[] pushed) {
    System.arraycopy(places, i * dimensions, start, 0, dimensions);
    System.arraycopy(start, 0, self, 0, dimensions);
    long state = stream(epoch, i);
    for (int edge = starts[turn]; edge < starts[turn + 1]; edge++) {
      if (due[edge] > epoch) {
        continue;
      }
      due[edge] += periods[edge];
      int tail = targets[edge] * dimensions;
      float force = pull.at(squared(self, tail));
      for (int c = 0; c < dimensions; c++) {
        float distance = rate * clip(force * (self[c] - places[tail + c]));
        self[c] += distance;
        move(tail + c, -distance);
      }
      Arrays.fill(pushed, 0);
      for (int draw = 0; draw < negatives; draw++) {
        state += GOLDEN;
        int k = index(state);
        if (k != i) {
          int other = k * dimensions;
          push(pushed, self, other, push.at(squared(self, other)), rate);
        }
      }
      for (int c = 0; c < dimensions; c++) {
        self[c] += pushed[c];
      }
    }
    for (int c = 0; c < dimensions; c++) {
      move(i * dimensions + c, self[c] - start[c]);
    }
  }

  private float squared(float[] self, int other) {
    float sum = 0;
    for (int c = 0; c < dimensions; c++) {
      float difference = self[c] - places[other + c];
      sum += difference * difference;
    }
    return sum;
  }

  private void push(float[] sum, float[] self, int other, float force, float rate) {
    for (int c = 0; c < dimensions; c++) {
      sum[c] += rate * clip(force * (self[c] - places[other + c]));
    }
  }

  private static float clip(float value) {
    return value > CLIP ? CLIP : value < -CLIP ? -CLIP : value;
  }

  /** The odd number nearest to 2^64 over the golden ratio, the increment of SplitMix64. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long stream(int epoch, int i) {
    return mix(seed ^ mix(((long) epoch << 32 | i) + GOLDEN));
  }

  private int index(long state) {
    return (int) (((mix(state) >>> 32) * n) >>> 32);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
