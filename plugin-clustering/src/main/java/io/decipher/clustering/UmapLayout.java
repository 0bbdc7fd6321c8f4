package io.decipher.clustering;

import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import java.util.Arrays;
import java.util.Locale;

/**
 * The layout's descent: neighbours attract, points drawn at random repel (McInnes et al. 2018,
 * algorithm 5).
 *
 * <p>The paper moves both ends of an edge at once, which leaves the outcome to the order of the
 * threads. Here each point moves itself alone, for every edge it has, as far as it would have moved
 * as either end. An epoch is cut into sub-steps of every {@value #SUB_STEPS}th point; within one,
 * points see where the others were at its start. So neighbours mostly see each other's latest
 * place, as in the paper, and the outcome depends on nothing but the seed.
 */
final class UmapLayout {
  private static final int SUB_STEPS = 8;
  private static final int TASK = 256;
  private static final float CLIP = 4;

  /** Keeps the push between points at nearly the same place finite. */
  private static final float SOFTENING = 0.001f;

  private final int n;
  private final int dimensions;
  private final NeighbourGraph graph;
  private final float[] periods; // epochs between two draws of an edge
  private final float[] due; // the epoch of its next draw
  private final float[] places; // (n x dimensions)
  private final float[] moved; // where the current sub-step's points go
  private final PowerTable power;
  private final float a;
  private final float attraction; // -2 a b
  private final float repulsion; // 2 b
  private final int negatives;
  private final long seed;

  UmapLayout(
      NeighbourGraph graph,
      float[] start,
      int dimensions,
      MembershipCurve curve,
      int negatives,
      long seed) {
    this.n = graph.size();
    this.dimensions = dimensions;
    this.graph = graph;
    this.places = start.clone();
    this.moved = start.clone();
    this.power = new PowerTable(curve.b());
    this.a = (float) curve.a();
    this.attraction = (float) (-2 * curve.a() * curve.b());
    this.repulsion = (float) (2 * curve.b());
    this.negatives = negatives;
    this.seed = seed;
    float max = graph.maxWeight();
    periods = new float[graph.weights().length];
    for (int edge = 0; edge < periods.length; edge++) {
      periods[edge] = max / graph.weights()[edge];
    }
    due = periods.clone();
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
      for (int step = 0; step < SUB_STEPS; step++) {
        subStep(step, epoch, rate);
      }
    }
    run.step(new Progress("layout", 1, ""));
    return places;
  }

  private void subStep(int step, int epoch, float rate) {
    int size = (n - step + SUB_STEPS - 1) / SUB_STEPS;
    if (size <= 0) {
      return;
    }
    Parallel.run(
        (size + TASK - 1) / TASK,
        task -> {
          int end = Math.min(size, (task + 1) * TASK);
          float[] self = new float[dimensions];
          float[] pushed = new float[dimensions];
          for (int at = task * TASK; at < end; at++) {
            int i = step + at * SUB_STEPS;
            if (dimensions == 2) {
              moveInPlane(i, epoch, rate);
            } else {
              move(i, epoch, rate, self, pushed);
            }
          }
        });
    for (int i = step; i < n; i += SUB_STEPS) {
      for (int c = i * dimensions; c < (i + 1) * dimensions; c++) {
        places[c] = moved[c];
      }
    }
  }

  // Pushes are taken from one place and made together: then none has to wait for the one before,
  // which halves the time and changes no quality that could be measured.
  private void moveInPlane(int i, int epoch, float rate) {
    float x = places[2 * i];
    float y = places[2 * i + 1];
    long state = stream(epoch, i);
    for (int edge = graph.starts()[i]; edge < graph.starts()[i + 1]; edge++) {
      if (due[edge] > epoch) {
        continue;
      }
      due[edge] += periods[edge];
      int j = graph.targets()[edge];
      for (int end = 0; end < 2; end++) {
        float dx = x - places[2 * j];
        float dy = y - places[2 * j + 1];
        float pull = pull(dx * dx + dy * dy);
        x += rate * clip(pull * dx);
        y += rate * clip(pull * dy);
      }
      float pushX = 0;
      float pushY = 0;
      for (int draw = 0; draw < negatives; draw++) {
        state += GOLDEN;
        int k = index(state);
        float dx = x - places[2 * k];
        float dy = y - places[2 * k + 1];
        float push = push(dx * dx + dy * dy);
        pushX += clip(push * dx); // 0 where k is i itself
        pushY += clip(push * dy);
      }
      x += rate * pushX;
      y += rate * pushY;
    }
    moved[2 * i] = x;
    moved[2 * i + 1] = y;
  }

  private void move(int i, int epoch, float rate, float[] self, float[] pushed) {
    System.arraycopy(places, i * dimensions, self, 0, dimensions);
    long state = stream(epoch, i);
    for (int edge = graph.starts()[i]; edge < graph.starts()[i + 1]; edge++) {
      if (due[edge] > epoch) {
        continue;
      }
      due[edge] += periods[edge];
      int other = graph.targets()[edge] * dimensions;
      for (int end = 0; end < 2; end++) {
        add(self, self, other, pull(squared(self, other)), rate);
      }
      Arrays.fill(pushed, 0);
      for (int draw = 0; draw < negatives; draw++) {
        state += GOLDEN;
        int k = index(state) * dimensions;
        add(pushed, self, k, push(squared(self, k)), rate);
      }
      for (int c = 0; c < dimensions; c++) {
        self[c] += pushed[c];
      }
    }
    System.arraycopy(self, 0, moved, i * dimensions, dimensions);
  }

  private float squared(float[] self, int other) {
    float sum = 0;
    for (int c = 0; c < dimensions; c++) {
      float difference = self[c] - places[other + c];
      sum += difference * difference;
    }
    return sum;
  }

  private void add(float[] sum, float[] self, int other, float force, float rate) {
    for (int c = 0; c < dimensions; c++) {
      sum[c] += rate * clip(force * (self[c] - places[other + c]));
    }
  }

  private float pull(float squared) {
    if (!(squared > 0)) {
      return 0;
    }
    float powered = power.of(squared);
    return attraction * powered / (squared * (1 + a * powered));
  }

  private float push(float squared) {
    return repulsion / ((SOFTENING + squared) * (1 + a * power.of(squared)));
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
