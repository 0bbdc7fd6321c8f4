// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import io.decipher.clustering.internal.mst.DisjointSets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import scala.Tuple2;

/**
 * What the parts of a search and the rounds of Borůvka's algorithm would send over the network, by
 * the very code of the executors, in one process and without Spark: `ShuffleSimulation N PARTS…`.
 */
final class ShuffleSimulation {
  private static final int K = 15;
  private static final int MIN_SAMPLES = 10;

  /** Bytes of a proposed edge: two ends, a length, a component. */
  private static final int EDGE = 20;

  private ShuffleSimulation() {}

  public static void main(String[] arguments) {
    int n = Integer.parseInt(arguments[0]);
    for (int i = 1; i < arguments.length; i++) {
      simulate(n, Integer.parseInt(arguments[i]));
    }
  }

  /** The same kind of points as Growth measures: centres in a grid, and one in ten anywhere. */
  private static float[] points(int n) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[2 * n];
    for (int i = 0; i < n; i++) {
      int centre = random.nextInt(30);
      boolean noise = random.nextDouble() < 0.1;
      values[2 * i] =
          (float) (noise ? random.nextDouble() * 6 : centre % 6 + 0.12 * random.nextGaussian());
      values[2 * i + 1] =
          (float)
              (noise
                  ? random.nextDouble() * 5
                  : Math.floorDiv(centre, 6) + 0.12 * random.nextGaussian());
    }
    return values;
  }

  private static void simulate(int n, int parts) {
    float[] values = points(n);
    float[][] sample = new float[Math.min(n, SplitTree.leaves(n, 1024) * 16)][];
    for (int i = 0; i < sample.length; i++) {
      sample[i] = Arrays.copyOfRange(values, 2 * i, 2 * i + 2);
    }
    int leaves = SplitTree.leaves(n, 1024);
    SplitTree tree = SplitTree.of(sample, 2, leaves, Math.min(parts, leaves));
    int[] rows = new int[n];
    Arrays.setAll(rows, i -> i);
    List<List<Integer>> byPart = new ArrayList<>();
    for (int part = 0; part < tree.parts; part++) {
      byPart.add(new ArrayList<>());
    }
    for (int i = 0; i < n; i++) {
      byPart.get(tree.part(tree.leaf(values, 2 * i))).add(i);
    }
    List<PointBlock> blocks = new ArrayList<>();
    List<LeafSearch.Found> found = new ArrayList<>();
    long asked = 0;
    for (int part = 0; part < tree.parts; part++) {
      int[] own = byPart.get(part).stream().mapToInt(Integer::intValue).toArray();
      float[] of = new float[2 * own.length];
      for (int i = 0; i < own.length; i++) {
        System.arraycopy(values, 2 * own[i], of, 2 * i, 2);
      }
      PointBlock block =
          PointBlock.assemble(
              part, tree, List.of(new PointBlock(own, of, new int[0], 0)).iterator());
      blocks.add(block);
      LeafSearch.Found one = new LeafSearch(tree, block, part, K, Integer.MAX_VALUE).all();
      found.add(one);
      for (Queries queries : one.queries) {
        asked += queries == null ? 0 : queries.count;
      }
    }
    long offered = 0;
    List<NeighbourBlock> lists = new ArrayList<>();
    for (LeafSearch.Found one : found) {
      lists.add(one.lists.copy());
    }
    int[] place = new int[n];
    for (NeighbourBlock block : lists) {
      for (int i = 0; i < block.rows.length; i++) {
        place[block.rows[i]] = i;
      }
    }
    for (int part = 0; part < tree.parts; part++) {
      List<Queries> questions = new ArrayList<>();
      for (LeafSearch.Found one : found) {
        if (one.queries[part] != null) {
          questions.add(one.queries[part]);
        }
      }
      Offers[] answers =
          new LeafSearch(tree, blocks.get(part), part, K, Integer.MAX_VALUE)
              .answer(questions.iterator());
      for (int home = 0; home < tree.parts; home++) {
        for (int i = 0; answers[home] != null && i < answers[home].count; i++) {
          lists
              .get(home)
              .offer(
                  place[answers[home].rows[i]],
                  answers[home].neighbours[i],
                  answers[home].squared[i]);
          offered++;
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%,d x 2 in %d parts: %,d questions, %,d answers%n",
        n,
        tree.parts,
        asked,
        offered);
    rounds(n, lists);
  }

  private static void rounds(int n, List<NeighbourBlock> lists) {
    double[] core = new double[n];
    for (NeighbourBlock block : lists) {
      for (int i = 0; i < block.rows.length; i++) {
        core[block.rows[i]] = Math.sqrt(block.squared[i * K + MIN_SAMPLES - 1]);
      }
    }
    List<Rounds.EdgeBlock> edges = new ArrayList<>();
    long kept = 0;
    for (NeighbourBlock block : lists) {
      Rounds.Counted counted = Rounds.reduced(Rounds.edges(block), core);
      edges.add(counted.kept);
      kept += counted.kept.count;
    }
    DisjointSets sets = new DisjointSets(n);
    Rounds.Forest forest = new Rounds.Forest(n);
    long all = 0;
    int joined = -1;
    for (int round = 1; joined != 0; round++) {
      int[] component = new int[n];
      Arrays.setAll(component, sets::find);
      List<List<Tuple2<Integer, Rounds.EdgeBlock>>> byPart = new ArrayList<>();
      for (int part = 0; part < lists.size(); part++) {
        byPart.add(new ArrayList<>());
      }
      long proposed = 0;
      for (int part = 0; part < lists.size(); part++) {
        edges.set(part, Rounds.leaving(edges.get(part), component));
        var proposals = Rounds.proposals(edges.get(part), component, core, lists.size());
        while (proposals.hasNext()) {
          Tuple2<Integer, Rounds.EdgeBlock> some = proposals.next();
          proposed += some._2().count;
          byPart.get(some._1()).add(some);
        }
      }
      List<Rounds.EdgeBlock> chosen = new ArrayList<>();
      for (var some : byPart) {
        chosen.add(Rounds.least(some.iterator(), core).next());
      }
      int before = forest.count;
      Rounds.join(chosen, sets, forest);
      joined = forest.count - before;
      all += proposed;
      System.out.printf(
          Locale.ROOT, "  round %d: %,d edges proposed, %,d joined%n", round, proposed, joined);
    }
    System.out.printf(
        Locale.ROOT,
        "  partitions kept %,d edges; proposed %,d in all, %,d bytes, %.2f a point%n",
        kept,
        all,
        all * EDGE,
        all * EDGE / (double) n);
  }
}
