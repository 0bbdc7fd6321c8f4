// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.runtime.internal.metrics.Assignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A consensus of several labellings of the same samples.
 *
 * <p>It is computed by voting (Dudoit and Fridlyand 2003; Ayad and Kamel 2010): the classes of each
 * run are matched with those of a reference, each sample gets the class that most runs give it, the
 * runs are matched with the result, and this is repeated until nothing changes. The reference is
 * the run that agrees best with all others (the best single labelling of Strehl and Ghosh 2002),
 * among those with the most frequent number of classes; the consensus uses its class numbers. A
 * class without a partner, since its run found more classes, counts as the class of most of its
 * samples. Noise is a vote for noise.
 *
 * <p>Voting needs O(runs x n) memory, while the co-association matrix (Fred and Jain 2005; Monti et
 * al. 2003) needs n²; and it gives for each sample the number of runs that agree. It assumes that
 * the runs found similar classes, which {@code similarity} measures.
 *
 * @param labels the class of each sample, noise if that has most votes, (n)
 * @param agreement the fraction of runs that agree, (n x 1), in (0, 1]
 * @param aligned the runs with the class numbers of the consensus
 * @param reference the index of the run whose class numbers are used
 * @param similarity the fraction of samples on which two runs agree under the best one-to-one
 *     matching of their classes, averaged over all pairs; 1 for a single run
 * @see <a href="https://jmlr.org/papers/v3/strehl02a.html">Strehl and Ghosh 2002</a>
 * @see <a href="https://doi.org/10.1093/bioinformatics/btg038">Dudoit and Fridlyand 2003</a>
 * @see <a href="https://doi.org/10.1109/TKDE.2009.39">Ayad and Kamel 2010</a>
 */
public record Consensus(
    Labels labels, FloatMatrix agreement, List<Labels> aligned, int reference, double similarity) {
  /** Voting converges within two or three rounds; this bounds cycles. */
  private static final int TURNS = 50;

  /** Copies the list. */
  public Consensus {
    aligned = List.copyOf(aligned);
  }

  /**
   * Returns the consensus of runs.
   *
   * @param runs labels of the same samples, (n) each, at least one run
   * @throws IllegalArgumentException if there is none, or their lengths differ
   */
  public static Consensus of(List<Labels> runs) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one labelling");
    }
    for (Labels run : runs) {
      if (run.size() != runs.get(0).size()) {
        throw new IllegalArgumentException(
            "labellings must be of the same samples, but have "
                + runs.get(0).size()
                + " and "
                + run.size());
      }
    }
    double[][] similar = similarities(runs);
    int reference = reference(runs, similar);
    Labels labels = runs.get(reference);
    List<Labels> aligned = List.of();
    for (int turn = 0; turn < TURNS; turn++) {
      Labels to = labels;
      aligned = runs.stream().map(run -> aligned(run, to)).toList();
      Labels voted = vote(aligned, reference);
      if (voted.equals(labels)) {
        break;
      }
      labels = voted;
    }
    return result(labels, aligned, reference, mean(similar));
  }

  private static double[][] similarities(List<Labels> runs) {
    double[][] similar = new double[runs.size()][runs.size()];
    for (int a = 0; a < similar.length; a++) {
      for (int b = 0; b < a; b++) {
        similar[a][b] = similarity(runs.get(a), runs.get(b));
        similar[b][a] = similar[a][b];
      }
    }
    return similar;
  }

  private static double similarity(Labels labels, Labels others) {
    int[] partner = Assignment.best(labels, others);
    int same = 0;
    for (int i = 0; i < labels.size(); i++) {
      int label = labels.get(i);
      boolean agree =
          label == Labels.NOISE
              ? others.get(i) == Labels.NOISE
              : partner[label] != Assignment.NONE && partner[label] == others.get(i);
      same += agree ? 1 : 0;
    }
    return labels.size() == 0 ? 1 : (double) same / labels.size();
  }

  private static double mean(double[][] similar) {
    double sum = 0;
    for (int a = 0; a < similar.length; a++) {
      for (int b = 0; b < a; b++) {
        sum += similar[a][b];
      }
    }
    return similar.length == 1 ? 1 : sum / (similar.length * (similar.length - 1) / 2.0);
  }

  /** Returns the first run most similar to all others, among those with a most frequent K. */
  private static int reference(List<Labels> runs, double[][] similar) {
    int[] frequency = new int[runs.stream().mapToInt(Labels::classes).max().orElse(0) + 1];
    runs.forEach(run -> frequency[run.classes()]++);
    int most = Arrays.stream(frequency).max().orElse(0);
    int best = -1;
    for (int a = 0; a < similar.length; a++) {
      if (frequency[runs.get(a).classes()] == most
          && (best < 0 || total(similar[a]) > total(similar[best]))) {
        best = a;
      }
    }
    return best;
  }

  private static double total(double[] values) {
    return Arrays.stream(values).sum();
  }

  /** Returns a run with the class numbers of another one. */
  private static Labels aligned(Labels run, Labels to) {
    int[] number = Assignment.best(run, to);
    int noise = to.classes();
    int[][] shared = new int[number.length][noise + 1];
    for (int i = 0; i < run.size(); i++) {
      if (run.get(i) != Labels.NOISE) {
        shared[run.get(i)][to.get(i) == Labels.NOISE ? noise : to.get(i)]++;
      }
    }
    for (int label = 0; label < number.length; label++) {
      if (number[label] == Assignment.NONE) {
        int most = greatest(shared[label]);
        number[label] = most == noise ? Labels.NOISE : most;
      }
    }
    return Labels.of(
        IntStream.range(0, run.size())
            .map(i -> run.get(i) == Labels.NOISE ? Labels.NOISE : number[run.get(i)])
            .toArray());
  }

  private static int greatest(int[] values) {
    int greatest = 0;
    for (int i = 1; i < values.length; i++) {
      greatest = values[i] > values[greatest] ? i : greatest;
    }
    return greatest;
  }

  /**
   * Returns the majority vote; ties go to the reference's class if it is among them, or else to the
   * lowest class.
   */
  private static Labels vote(List<Labels> aligned, int reference) {
    int classes = aligned.stream().mapToInt(Labels::classes).max().orElse(0);
    int[] winners = new int[aligned.get(0).size()];
    int[] votes = new int[classes + 1]; // the last is noise
    for (int i = 0; i < winners.length; i++) {
      Arrays.fill(votes, 0);
      for (Labels run : aligned) {
        votes[slot(run.get(i), classes)]++;
      }
      int preferred = slot(aligned.get(reference).get(i), classes);
      int most = greatest(votes);
      int winner = votes[preferred] == votes[most] ? preferred : most;
      winners[i] = winner == classes ? Labels.NOISE : winner;
    }
    return Labels.of(winners);
  }

  private static int slot(int label, int classes) {
    return label == Labels.NOISE ? classes : label;
  }

  /** Removes gaps left by classes without samples, and counts agreement. */
  private static Consensus result(
      Labels labels, List<Labels> aligned, int reference, double similarity) {
    int classes =
        Math.max(labels.classes(), aligned.stream().mapToInt(Labels::classes).max().orElse(0));
    int[] number = new int[classes];
    int[] sizes = Arrays.copyOf(labels.sizes(), classes);
    int next = 0;
    for (int label = 0; label < classes; label++) {
      number[label] = sizes[label] > 0 ? next++ : -1;
    }
    for (int label = 0; label < classes; label++) { // classes that end up without samples come last
      number[label] = number[label] < 0 ? next++ : number[label];
    }
    float[] agreement = new float[labels.size()];
    for (int i = 0; i < agreement.length; i++) {
      int same = 0;
      for (Labels run : aligned) {
        same += run.get(i) == labels.get(i) ? 1 : 0;
      }
      agreement[i] = (float) same / aligned.size();
    }
    return new Consensus(
        renumbered(labels, number),
        FloatMatrix.wrap(agreement.length, 1, agreement),
        aligned.stream().map(run -> renumbered(run, number)).toList(),
        reference,
        similarity);
  }

  private static Labels renumbered(Labels labels, int[] number) {
    int[] all = labels.toArray();
    for (int i = 0; i < all.length; i++) {
      all[i] = all[i] == Labels.NOISE ? Labels.NOISE : number[all[i]];
    }
    return Labels.of(all);
  }

  /** Returns the fraction of samples on which all runs agree; 1 if there are no samples. */
  public double unanimous() {
    int n = labels.size();
    return n == 0 ? 1 : 1 - (double) disputed().length / n;
  }

  /** Returns the samples on which not all runs agree, those of least agreement first. */
  public int[] disputed() {
    List<Integer> disputed = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      if (agreement.get(i, 0) < 1) {
        disputed.add(i);
      }
    }
    disputed.sort(
        Comparator.comparingDouble((Integer i) -> agreement.get(i, 0))
            .thenComparing(Comparator.naturalOrder()));
    return disputed.stream().mapToInt(Integer::intValue).toArray();
  }
}
