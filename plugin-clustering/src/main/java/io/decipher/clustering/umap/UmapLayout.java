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
 * The layout's descent: neighbours attract, points drawn at random repel (McInnes et al. 2018,
 * algorithm 5).
 *
 * <p>The authors' implementation moves both ends of an edge at once, which leaves the outcome to
 * the order of the threads. Here an epoch is cut into sub-steps of every {@value #SUB_STEPS}th
 * point. Within one, each point goes through its edges, seeing itself where it has come to and all
 * others where they were at the sub-step's start; how far it drags the other ends is summed in
 * whole numbers, whose sum does not depend on the order, and carried out at the end. So the outcome
 * depends on nothing but the seed.
 *
 * <p>The drag must be taken from every place that the point comes through, not from where it ends:
 * that is how the parts of a class that started apart find each other. With each point moving
 * itself alone, by the same forces, subsets of MNIST fell into 11 to 15 classes instead of 10.
 *
 * <p>Where the outcome need not be repeated, all points go at once and move each other in place, as
 * the authors have it: threads race for them, and now and then one's move is lost (Niu et al.
 * 2011).
 *
 * @see <a href="https://arxiv.org/abs/1106.5730">Niu, Recht, Ré, Wright 2011: HOGWILD!</a>
 */
final class UmapLayout {
  private static final int SUB_STEPS = 8;
  private static final int TASK = 256;
  static final float CLIP = 4;

  /**
   * What one unit of the layout is in {@link #moves}: fine enough for floats, and sums of a hub of
   * a million edges stay below 2^63 at the highest rate and number of pushes that {@link Umap}
   * takes.
   */
  private static final double UNIT = 1L << 24;

  private static final VarHandle MOVES = MethodHandles.arrayElementVarHandle(long[].class);

  private final int n;
  private final int dimensions;
  private final int subSteps;
  private final int[] starts; // (n + 1), where the edges of a point begin, by its turn in an epoch
  private final int[] targets; // the other end of each edge
  private final float[] periods; // epochs between two draws of an edge
  private final float[] due; // the epoch of its next draw
  private final float[] places; // (n x dimensions)
  private final long[] moves; // (n x dimensions), by how much the current sub-step moves each point
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

  // Edges in the order in which they are gone through: a sub-step that leaps through memory takes
  // half as long again.
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

  /** Returns where the points lie after {@code epochs}, (n x dimensions). */
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

  /** Moves every {@code subSteps}th point from {@code step} on; returns how many these are. */
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

  // Pushes are taken from one place and made together: then none has to wait for the one before,
  // which halves the time and changes no quality that could be measured.
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

  /** The odd number nearest 2^64 over the golden ratio, by which SplitMix64 steps. */
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
