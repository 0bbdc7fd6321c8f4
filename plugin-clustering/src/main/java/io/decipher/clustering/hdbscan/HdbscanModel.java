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
 * What {@link Hdbscan} found. It keeps the single-linkage tree, so that it can be cut at any
 * smallest class size in O(n) time, and the points, so that others can be compared with them.
 *
 * <p>Classes are numbered by size, largest first, where points have weights by weight; of two of
 * one size the one whose least member by coordinates (by the first, of equal ones by the second,
 * and so on) is less than the other's comes first, or, of a graph, the one with the least member. A
 * strength is the density λ at which a point left its class over the greatest λ of that class: 1
 * for the innermost points.
 *
 * @implNote O(n) memory beside the matrix that was fitted, which is kept and not copied. The first
 *     {@link #assign} or {@link #memberships} adds a search structure of O(n d), which stays.
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
   * Makes a model.
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
   * <p>A sample that equals a point fitted gets that point's label and strength, so that assigning
   * the points fitted gives {@link #classes}, whatever the settings. Any other hangs from the
   * fitted point that is nearest to it in mutual reachability: it is where that point is at the
   * density λ at which the two join, with the strength of a member that leaves there, or with that
   * point where it leaves before. The core distance of a sample counts one point more than that of
   * a point fitted, which does not count itself, so that a sample just beside a fitted point is
   * much as that point. Samples do not change what was found, nor each other.
   *
   * @throws DecipherException if the samples do not have the columns that were fitted, if a value
   *     is not finite, naming its row and column, or if the model was fitted without coordinates
   * @implNote A sample takes about O(log n) time in few dimensions, beyond O(n d).
   */
  @Override
  public FoundClasses assign(FloatMatrix samples, RunContext run) {
    FittedPoints points = comparable(samples);
    return clustering.classes(points.departures(tree, samples, ASSIGNMENT, 1, run));
  }

  /**
   * Returns how much of each class is in each point fitted, (n x classes), in [0, 1]; what a row
   * lacks of 1 is how much of it is noise. A class counts for the nearness of its exemplars, and
   * for how long point and class are together as the density grows. The greatest of a row is mostly
   * the point's own class, but not where another's exemplars are much nearer.
   *
   * @throws DecipherException if the model was fitted without coordinates
   * @implNote O(n classes) memory, and about O(n classes log n) time in few KdTree#MAX_DIMENSIONS}
   *     dimensions
   */
  public FloatMatrix memberships() {
    FittedPoints points = coordinates();
    return memberships(points, points.points, Departures.of(tree), 0, RunContext.seeded(0));
  }

  /**
   * Returns how much of each class is in each sample, (m x classes), as {@link #memberships()} does
   * for the points fitted; for a sample that equals one of these the same.
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
   * Returns the rows of the points that tell best what a class is, ascending: in each of its
   * densest parts those that stay longest as the density grows.
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
   * Returns the GLOSH score of each point, (n x 1), in [0, 1]: how much less dense its surroundings
   * are than the densest of the cluster nearest to it.
   */
  @Override
  public FloatMatrix outlierScores() {
    return outlierScores;
  }

  /**
   * Returns the persistence of each class, (classes), 0 or more: how much of all there is in
   * density it outlasts; near 0 for a class that hardly came to be. A class of all points may
   * exceed 1.
   */
  public double[] persistence() {
    return clustering.persistence.clone();
  }

  /**
   * Returns how valid the classes are, in [-1, 1]: an estimate of {@link Dbcv#index} in O(n) time,
   * to compare fits of the same points by.
   */
  public double relativeValidity() {
    return RelativeValidity.of(linkage, classes().labels());
  }

  /**
   * Returns the weight of the minimum spanning tree of the mutual-reachability graph; of the forest
   * where a graph is in pieces.
   */
  public double totalTreeWeight() {
    return linkage.totalDistance();
  }

  /** Returns the smallest class size that {@link #classes} was cut at. */
  public long minClusterSize() {
    return minClusterSize;
  }

  /**
   * {@inheritDoc}
   *
   * <p>From size 2 on.
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
   * <p>The same fit gives the same bytes. Who is killed while saving leaves what was saved there
   * before, or what is new.
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
