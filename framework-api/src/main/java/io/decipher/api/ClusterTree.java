// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A condensed cluster tree: how clusters split as the density threshold rises. Each cluster loses
 * points until it splits into others or vanishes. Cluster 0, the root, contains all points. A
 * density (λ) is the reciprocal of a distance and may be infinite.
 *
 * @see <a href="https://doi.org/10.1145/2733381">Campello et al. 2015, section 3</a>
 */
public final class ClusterTree {
  /**
   * A cluster.
   *
   * @param id its index in {@link #clusters}
   * @param parent the cluster it split from, which has a smaller id; -1 for cluster 0
   * @param birth the density at which it split from its parent, 0 for cluster 0
   * @param death the density at which its last points left or it split
   * @param size the number of its points at birth
   * @param stability the sum over its points of the difference in density between its birth and the
   *     point's departure
   * @param label the number of the class it was selected as, or {@link Labels#NOISE} if it was not
   */
  public record Cluster(
      int id, int parent, double birth, double death, int size, double stability, int label) {
    /** Returns whether it was selected as a class. */
    public boolean taken() {
      return label != Labels.NOISE;
    }
  }

  private final List<Cluster> clusters;
  private final List<List<Cluster>> children;
  private final int[] lastCluster;
  private final double[] departure;

  /** The densities at which points left each cluster, ascending. */
  private final double[][] departures;

  /**
   * Creates a tree.
   *
   * @param clusters parents before their children
   * @param lastCluster the last cluster that each point was in, (n)
   * @param departure the density at which each point left that cluster, (n)
   * @throws IllegalArgumentException if a cluster's id is not its index, or its parent does not
   *     precede it
   */
  public ClusterTree(List<Cluster> clusters, int[] lastCluster, double[] departure) {
    this.clusters = List.copyOf(clusters);
    this.lastCluster = lastCluster.clone();
    this.departure = departure.clone();
    children = new ArrayList<>();
    for (Cluster each : this.clusters) {
      if (each.id() != children.size() || each.parent() >= each.id()) {
        throw new IllegalArgumentException(
            "clusters must be at the index of their id, after their parents, but "
                + each
                + " is at "
                + children.size());
      }
      children.add(new ArrayList<>());
      if (each.parent() >= 0) {
        children.get(each.parent()).add(each);
      }
    }
    children.replaceAll(List::copyOf);
    int[] count = new int[children.size()];
    for (int cluster : lastCluster) {
      count[cluster]++;
    }
    departures = new double[count.length][];
    Arrays.setAll(departures, cluster -> new double[count[cluster]]);
    for (int i = 0; i < lastCluster.length; i++) {
      departures[lastCluster[i]][--count[lastCluster[i]]] = departure[i];
    }
    for (double[] each : departures) {
      Arrays.sort(each);
    }
  }

  /**
   * Returns the same tree with its classes renumbered.
   *
   * @param number the new number of each class, or {@link Labels#NOISE} for a class to deselect
   */
  public ClusterTree renumbered(int[] number) {
    List<Cluster> named = new ArrayList<>();
    for (Cluster each : clusters) {
      int label = each.taken() ? number[each.label()] : Labels.NOISE;
      named.add(
          new Cluster(
              each.id(),
              each.parent(),
              each.birth(),
              each.death(),
              each.size(),
              each.stability(),
              label));
    }
    return new ClusterTree(named, lastCluster, departure);
  }

  /** Returns the clusters, indexed by id. */
  public List<Cluster> clusters() {
    return clusters;
  }

  /** Returns the clusters that a cluster splits into; empty if it does not split. */
  public List<Cluster> children(int cluster) {
    return children.get(cluster);
  }

  /** Returns the number of points. */
  public int points() {
    return lastCluster.length;
  }

  /** Returns the last cluster that a point was in. */
  public int lastCluster(int point) {
    return lastCluster[point];
  }

  /** Returns the density at which a point left the last cluster that it was in. */
  public double departure(int point) {
    return departure[point];
  }

  /**
   * Returns the number of points that a cluster still contains at a density, which must not be
   * below the cluster's birth. Takes O(log n) time plus its number of children.
   */
  public int pointsAt(int cluster, double density) {
    double[] left = departures[cluster];
    int low = 0;
    int high = left.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (left[middle] < density) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int kept = left.length - low;
    for (Cluster child : children.get(cluster)) {
      kept += child.birth() >= density ? child.size() : 0;
    }
    return kept;
  }

  @Override
  public String toString() {
    long taken = clusters.stream().filter(Cluster::taken).count();
    return "ClusterTree("
        + lastCluster.length
        + " points, "
        + clusters.size()
        + " clusters, "
        + taken
        + " taken)";
  }
}
