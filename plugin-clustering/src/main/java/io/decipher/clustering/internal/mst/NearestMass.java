// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import io.decipher.numerics.BoundedMaxHeap;
import java.util.Arrays;

/** The nearest points of a query that have enough weight together, offered in any order. */
public abstract class NearestMass {
  /**
   * Returns an empty set.
   *
   * @param enough the required total weight; if all points weigh less, all are kept
   */
  public static NearestMass of(DistinctPoints points, long enough) {
    return points.weight.length == 0 ? new Counted(points, enough) : new Weighed(points, enough);
  }

  public abstract void clear();

  /** Returns the radius at which the points so far have enough weight, or infinity. */
  public abstract double radius();

  /** Returns the distance of the farthest point that is kept; infinity if there is none. */
  public abstract double farthest();

  public abstract void add(double distance, int point);

  private static final class Counted extends NearestMass {
    private final DistinctPoints points;
    private final BoundedMaxHeap nearest;

    Counted(DistinctPoints points, long enough) {
      this.points = points;
      int all = Arrays.stream(points.multiplicity).sum();
      nearest = new BoundedMaxHeap((int) Math.max(1, Math.min(enough, all)));
    }

    @Override
    public void clear() {
      nearest.clear();
    }

    @Override
    public double radius() {
      return nearest.greatest();
    }

    @Override
    public double farthest() {
      return nearest.greatest();
    }

    @Override
    public void add(double distance, int point) {
      nearest.add(distance, points.multiplicity[point]);
    }
  }

  /** For weighted points, whose required number is not known in advance. */
  public static final class Weighed extends NearestMass {
    private final DistinctPoints points;
    private final double enough;
    private double[] distance = new double[16];
    private double[] weight = new double[16];
    private int size;
    private double total;

    Weighed(DistinctPoints points, long enough) {
      this.points = points;
      this.enough = enough * (1 - Leaves.ROUNDING);
    }

    @Override
    public void clear() {
      size = 0;
      total = 0;
    }

    @Override
    public double radius() {
      return total < enough ? Double.POSITIVE_INFINITY : farthest();
    }

    @Override
    public double farthest() {
      return size == 0 ? Double.POSITIVE_INFINITY : distance[size - 1];
    }

    @Override
    public void add(double value, int point) {
      add(value, points.weight[point]);
    }

    void add(double value, double pointWeight) {
      if (pointWeight <= 0 || value >= radius()) {
        return;
      }
      if (size == distance.length) {
        distance = Arrays.copyOf(distance, 2 * size);
        weight = Arrays.copyOf(weight, 2 * size);
      }
      int at = size++;
      for (; at > 0 && distance[at - 1] > value; at--) {
        distance[at] = distance[at - 1];
        weight[at] = weight[at - 1];
      }
      distance[at] = value;
      weight[at] = Math.min(pointWeight, enough); // keeps rounding from absorbing the rest
      total += weight[at];
      while (total - weight[size - 1] >= enough) {
        total -= weight[--size];
      }
    }
  }
}
