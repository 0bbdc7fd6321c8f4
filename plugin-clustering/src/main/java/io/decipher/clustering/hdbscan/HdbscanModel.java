// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.ClusterModel;
import io.decipher.api.ClusterTree;
import io.decipher.api.DecipherException;
import io.decipher.api.Dendrogram;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Hierarchy;
import io.decipher.api.OutlierScores;
import io.decipher.api.Persistable;
import io.decipher.api.PointAssigner;
import io.decipher.api.Resolutions;
import io.decipher.api.RunContext;
import io.decipher.api.Sweep;
import io.decipher.api.Sweep.Plateau;
import io.decipher.clustering.internal.mst.SingleLinkageTree;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@link Hdbscan}. It keeps the single-linkage tree, so classes can be selected at
 * another minimum class size in O(n) time, and the points, so new points can be assigned.
 *
 * <p>Classes are numbered by size in descending order, or by weight if points are weighted. Among
 * classes of equal size, the one with the least member comes first, comparing members
 * lexicographically by coordinates or, for a graph, by index. The membership strength is the
 * density λ at which a point left its class over the greatest λ of that class: 1 for the innermost
 * points.
 *
 * @implNote O(n) memory besides the fitted matrix, which is referenced and not copied. The first
 *     call of {@link #assign} or {@link #memberships} adds a search structure of size O(n d), which
 *     is kept.
 */
public final class HdbscanModel
    implements ClusterModel,
        Hierarchy,
        OutlierScores,
        Resolutions,
        Dendrogram,
        PointAssigner,
        Persistable {
  private static final String ASSIGNMENT = "assignment";
  private static final String MEMBERSHIPS = "memberships";

  private final Hdbscan settings;
  private final SingleLinkageTree linkage;
  private final @Nullable FittedPoints fitted;
  private final long minClusterSize;
  private final CondensedTree tree;
  private final FlatClustering clustering;
  private final FloatMatrix outlierScores;
  private final int[][] exemplars;

  /**
   * Creates a model.
   *
   * @param fitted null if there are no coordinates, only a tree
   */
  HdbscanModel(Hdbscan settings, SingleLinkageTree linkage, @Nullable FittedPoints fitted) {
    this.settings = settings;
    this.linkage = linkage;
    this.fitted = fitted;
    minClusterSize = minClusterSize(settings, linkage);
    tree = CondensedTree.of(linkage, minClusterSize);
    clustering = FlatClustering.of(tree, settings, minClusterSize);
    exemplars = Exemplars.of(tree, clustering);
    double[] scores = tree.outlierScores();
    float[] values = new float[scores.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) scores[i];
    }
    outlierScores = FloatMatrix.wrap(values.length, 1, values);
  }

  private static long minClusterSize(Hdbscan settings, SingleLinkageTree linkage) {
    long least = settings.minClusterSize(linkage.totalWeight());
    return switch (settings.resolution()) {
      case GIVEN -> least;
      case PERSISTENCE -> LeafPersistence.of(linkage, least).mostPersistentSize(least);
      case PLATEAU ->
          SizeSweep.of(linkage, settings, least).plateaus().stream()
              .findFirst()
              .map(Plateau::from)
              .orElse(least);
    };
  }

  @Override
  public FoundClasses classes() {
    return clustering.classes;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if {@code minClusterSize} is below 2
   */
  @Override
  public FoundClasses cut(int minClusterSize) {
    return FlatClustering.of(condensed(minClusterSize), settings, minClusterSize).classes;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A sample that equals a fitted point gets that point's label and strength, so assigning the
   * fitted points gives {@link #classes}, whatever the settings. Any other sample is attached to
   * its nearest fitted point in mutual reachability: it has the position of that point at the
   * density λ at which the two join, with the strength of a member that leaves there, or leaves
   * with that point if that is earlier. The core distance of a sample counts one point more than
   * that of a fitted point, which does not count itself, so a sample next to a fitted point behaves
   * much like that point. Samples affect neither the model nor each other.
   *
   * @throws DecipherException if the number of columns differs from that of the fitted points, if a
   *     value is not finite, with its row and column, or if the model was fitted without
   *     coordinates
   * @implNote about O(log n) time per sample in few dimensions, up to O(n d) in many
   */
  @Override
  public FoundClasses assign(FloatMatrix samples, RunContext run) {
    FittedPoints points = comparable(samples);
    return clustering.classes(points.departures(tree, samples, ASSIGNMENT, 1, run));
  }

  /**
   * Returns the soft cluster memberships of the fitted points, (n x classes), in [0, 1]; the rest
   * of a row up to 1 is its degree of noise. A membership depends on the distance to the exemplars
   * of the class and on the density up to which point and class stay connected. The maximum of a
   * row is usually the point's own class, but not if another class's exemplars are much closer.
   *
   * @throws DecipherException if the model was fitted without coordinates
   * @implNote O(n classes) memory, and about O(n classes log n) time in few dimensions
   */
  public FloatMatrix memberships() {
    FittedPoints points = coordinates();
    return memberships(points, points.points, Departures.of(tree), 0, RunContext.seeded(0));
  }

  /**
   * Returns the soft cluster memberships of samples, (m x classes), like {@link #memberships()} for
   * the fitted points; a sample that equals a fitted point has the same memberships.
   *
   * @param samples (m x d), finite
   * @throws DecipherException as {@link #assign}
   */
  public FloatMatrix memberships(FloatMatrix samples, RunContext run) {
    FittedPoints points = comparable(samples);
    double share = 1.0 / (exemplars.length + 1);
    Departures departures = points.departures(tree, samples, MEMBERSHIPS, share, run);
    return memberships(points, samples, departures, share, run);
  }

  private FloatMatrix memberships(
      FittedPoints points,
      FloatMatrix samples,
      Departures departures,
      double done,
      RunContext run) {
    double[][] distances = points.distances(exemplars, samples, MEMBERSHIPS, done, run);
    return Memberships.of(tree, clustering, departures, distances);
  }

  private FittedPoints comparable(FloatMatrix samples) {
    FittedPoints points = coordinates();
    points.requireComparable(samples);
    return points;
  }

  private FittedPoints coordinates() {
    if (fitted == null) {
      throw new DecipherException(
          "hdbscan: the model was fitted to distances, without the points' coordinates, so nothing"
              + " can be compared with them; fit it to points");
    }
    return fitted;
  }

  /**
   * Returns the rows of the most representative points of a class, ascending: those that persist
   * longest in each of its densest parts.
   *
   * @throws IllegalArgumentException if there is no such class
   */
  public int[] exemplars(int label) {
    if (label < 0 || label >= exemplars.length) {
      throw new IllegalArgumentException(
          "there is no class "
              + label
              + (exemplars.length == 0
                  ? ", nor any other"
                  : "; there are classes 0 to " + (exemplars.length - 1)));
    }
    return exemplars[label].clone();
  }

  /**
   * Returns the GLOSH outlier score of each point, (n x 1), in [0, 1]: the relative difference
   * between the density of the densest part of the cluster nearest to it and the density around the
   * point.
   */
  @Override
  public FloatMatrix outlierScores() {
    return outlierScores;
  }

  /**
   * Returns the persistence of each class, (classes), 0 or more: its stability relative to the
   * range of densities, near 0 for a class that barely emerges. It may exceed 1 for a class of all
   * points.
   */
  public double[] persistence() {
    return clustering.persistence.clone();
  }

  /**
   * Returns the relative validity of the classes, in [-1, 1]: an estimate of {@link Dbcv#index} in
   * O(n) time, for comparing fits of the same points.
   */
  public double relativeValidity() {
    return RelativeValidity.of(linkage, classes().labels());
  }

  /**
   * Returns the weight of the minimum spanning tree of the mutual-reachability graph, or of the
   * minimum spanning forest if the graph is not connected.
   */
  public double totalTreeWeight() {
    return linkage.totalDistance();
  }

  /** Returns the minimum class size at which {@link #classes} were selected. */
  public long minClusterSize() {
    return minClusterSize;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Starts at size 2.
   *
   * @implNote O(n log n) time
   */
  @Override
  public Sweep sweep() {
    return SizeSweep.of(linkage, settings, 2);
  }

  @Override
  public ClusterTree tree() {
    return described(minClusterSize);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if {@code minClusterSize} is below 2
   */
  @Override
  public ClusterTree tree(int minClusterSize) {
    return described(minClusterSize);
  }

  private ClusterTree described(long minClusterSize) {
    CondensedTree tree = condensed(minClusterSize);
    return tree.described(FlatClustering.of(tree, settings, minClusterSize).classOfCluster());
  }

  private CondensedTree condensed(long minClusterSize) {
    if (minClusterSize < 2) {
      throw new IllegalArgumentException(
          "min-cluster-size must be at least 2, but was " + minClusterSize);
    }
    return CondensedTree.of(linkage, minClusterSize);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The same fit gives the same bytes. If the process is killed while saving, the directory
   * contains either what was saved before or the new model.
   */
  @Override
  public void save(Path directory) throws IOException {
    HdbscanFiles.write(directory, linkage, fitted);
  }

  @Override
  public String toString() {
    return "HdbscanModel(" + classes().labels() + ")";
  }
}
