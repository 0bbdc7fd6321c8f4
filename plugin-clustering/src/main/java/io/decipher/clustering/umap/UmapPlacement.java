// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import io.decipher.api.FloatMatrix;
import io.decipher.numerics.NearestNeighbours;
import java.util.SplittableRandom;

/**
 * Optimises the positions of new points one at a time, while the fitted points stay fixed.
 *
 * <p>As {@link UmapLayout}, but with a third of the epochs and a quarter of the learning rate, as
 * in the authors' implementation. In a layout an edge moves its ends twice, once from each end;
 * here only its new end moves, so it moves twice as far.
 */
final class UmapPlacement {
  private static final int SHARE_OF_PASSES = 3;
  private static final double SHARE_OF_RATE = 4;
  private static final float CLIP = UmapLayout.CLIP;

  private final int n;
  private final int dimensions;
  private final float[] places; // (n x dimensions)
  private final ForceTable pull;
  private final ForceTable push;
  private final int passes;
  private final double learningRate;
  private final int negatives;
  private final long seed;

  UmapPlacement(Umap umap, FloatMatrix places, long seed) {
    this.n = places.rows();
    this.dimensions = places.columns();
    this.places = places.toArray();
    MembershipCurve curve = MembershipCurve.fit(umap.minDistance(), umap.spread());
    this.pull = new ForceTable(curve::pull);
    this.push = new ForceTable(curve::push);
    this.passes = Math.max(1, umap.epochs(n) / SHARE_OF_PASSES);
    this.learningRate = umap.learningRate() / SHARE_OF_RATE;
    this.negatives = umap.negativeSamples();
    this.seed = seed;
  }

  /**
   * Writes the position of a new point to its row of {@code target}, (m x dimensions).
   *
   * @param nearest the nearest fitted points of each of m new ones
   */
  void place(NearestNeighbours nearest, int point, float[] target) {
    int row = point * dimensions;
    if (nearest.distance(point, 0) == 0) {
      System.arraycopy(places, nearest.index(point, 0) * dimensions, target, row, dimensions);
      return;
    }
    int k = nearest.count();
    float[] distances = new float[k + 1]; // the point itself first, as in the fit
    for (int j = 0; j < k; j++) {
      distances[j + 1] = nearest.distance(point, j);
    }
    float[] memberships = new float[k + 1];
    NeighbourGraph.memberships(distances, 0, k + 1, 0, memberships);
    float[] self = new float[dimensions];
    double total = 0;
    for (int j = 0; j < k; j++) {
      total += memberships[j + 1];
    }
    for (int j = 0; j < k; j++) {
      for (int c = 0; c < dimensions; c++) {
        self[c] +=
            (float) (memberships[j + 1] / total * places[nearest.index(point, j) * dimensions + c]);
      }
    }
    descend(self, nearest, point, memberships);
    System.arraycopy(self, 0, target, row, dimensions);
  }

  private void descend(float[] self, NearestNeighbours nearest, int point, float[] memberships) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] due = new float[memberships.length];
    for (int j = 1; j < due.length; j++) {
      due[j] = 1 / memberships[j];
    }
    for (int pass = 0; pass < passes; pass++) {
      float rate = (float) (learningRate * (1 - (double) pass / passes));
      for (int j = 1; j < due.length; j++) {
        if (due[j] > pass) {
          continue;
        }
        due[j] += 1 / memberships[j];
        move(self, nearest.index(point, j - 1), pull, 2 * rate);
        for (int draw = 0; draw < negatives; draw++) {
          move(self, random.nextInt(n), push, rate);
        }
      }
    }
  }

  private void move(float[] self, int other, ForceTable force, float rate) {
    int at = other * dimensions;
    float squared = 0;
    for (int c = 0; c < dimensions; c++) {
      float difference = self[c] - places[at + c];
      squared += difference * difference;
    }
    float strength = force.at(squared);
    for (int c = 0; c < dimensions; c++) {
      float moved = strength * (self[c] - places[at + c]);
      self[c] += rate * Math.max(-CLIP, Math.min(CLIP, moved));
    }
  }
}
