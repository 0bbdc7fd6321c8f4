// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import elki.clustering.hierarchical.SLINKHDBSCANLinearMemory;
import elki.clustering.hierarchical.extraction.HDBSCANHierarchyExtraction;
import elki.data.NumberVector;
import elki.database.Database;
import elki.database.StaticArrayDatabase;
import elki.datasource.ArrayAdapterDatabaseConnection;
import elki.distance.minkowski.EuclideanDistance;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.hdbscan.Hdbscan;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.clustering.ClusterID;
import org.tribuo.clustering.ClusteringFactory;
import org.tribuo.clustering.hdbscan.HdbscanTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.distance.L2Distance;
import org.tribuo.math.neighbour.NeighboursQueryFactoryType;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Compares HDBSCAN with the implementations of Tribuo and ELKI on the same points, each on all
 * cores if it can use them.
 *
 * <p>Both compare all pairs, so that a single run on the large input warms up on the way. Ours is
 * measured cold here; {@link HdbscanBenchmark} measures it warm.
 */
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class HdbscanPeers {
  /** The layout of MNIST, thinned and in full. */
  @State(Scope.Benchmark)
  public static class Layout {
    @Param({"7", "1"})
    private int step;

    private FloatMatrix matrix;
    private double[][] rows;
    private MutableDataset<ClusterID> examples;

    /** Reads the layout, in each library's own form. */
    @Setup
    public void read() {
      matrix = Inputs.thinned(Inputs.layout(), step);
      rows = Inputs.rows(matrix);
      ClusteringFactory factory = new ClusteringFactory();
      List<Example<ClusterID>> all = new ArrayList<>();
      for (double[] row : rows) {
        all.add(new ArrayExample<>(ClusteringFactory.UNASSIGNED_CLUSTER_ID, NAMES, row));
      }
      examples =
          new MutableDataset<>(all, new SimpleDataSourceProvenance("layout", factory), factory);
      Logger.getLogger("org.tribuo").setLevel(Level.WARNING);
    }

    private int size() {
      return 500 / step;
    }
  }

  private static final String[] NAMES = {"x", "y"};
  private static final int MIN_SAMPLES = 10;

  /** Decipher's implementation. */
  @Benchmark
  public Object decipher(Layout layout) {
    return new Hdbscan(layout.size(), MIN_SAMPLES).fit(layout.matrix, RunContext.seeded(1));
  }

  /** Tribuo's implementation. It counts the point itself among the neighbours. */
  @Benchmark
  public Object tribuo(Layout layout) {
    return new HdbscanTrainer(
            layout.size(),
            new L2Distance(),
            MIN_SAMPLES + 1,
            Runtime.getRuntime().availableProcessors(),
            NeighboursQueryFactoryType.KD_TREE)
        .train(layout.examples);
  }

  /**
   * ELKI's implementation, which needs no quadratic memory. It counts the point itself among the
   * neighbours.
   */
  @Benchmark
  public Object elki(Layout layout) {
    Database database =
        new StaticArrayDatabase(new ArrayAdapterDatabaseConnection(layout.rows), null);
    database.initialize();
    return new HDBSCANHierarchyExtraction(
            new SLINKHDBSCANLinearMemory<NumberVector>(EuclideanDistance.STATIC, MIN_SAMPLES + 1),
            layout.size(),
            true)
        .autorun(database);
  }
}
