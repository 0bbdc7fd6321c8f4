// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.numerics.NearestNeighbours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Updates classes according to a person's answers about pairs of samples.
 *
 * <ol>
 *   <li><em>Different</em> splits a class that contains both samples where its density tree
 *       separates them; if it does not, the less firmly attached sample moves to its next class.
 *   <li><em>Same</em> merges two classes if each sample is at least as firmly attached to its own
 *       as half of the members; otherwise the less firmly attached sample moves to the other's
 *       class. Classes that a person named differently, or declared different by an answer, are not
 *       merged.
 * </ol>
 *
 * <p>A sample that a person assigned or reviewed stays, and so does one moved by an earlier answer.
 * Without answers, nothing changes. Propagating decisions to neighbouring samples was tried and
 * rejected; see docs/decisions/0100.
 */
final class CorrectionLearning {
  private static final int NEIGHBOURS = 15;

  private final CorrectedClasses classes;
  private final PairSplitter splitter;
  private final int[] labels;
  private final Map<Integer, String> names;
  private final BitSet decided;
  private final List<String> learned = new ArrayList<>();
  private final FloatMatrix points;
  private final NearestNeighbours near;
  private int next;

  private CorrectionLearning(
      CorrectedClasses classes, FloatMatrix points, PairSplitter splitter, RunContext run) {
    this.classes = classes;
    this.splitter = splitter;
    this.labels = classes.labels();
    this.names = new TreeMap<>(classes.names());
    this.decided = classes.decided();
    this.next = classes.next();
    this.points = points;
    this.near = NearestNeighbours.of(points, Math.min(points.rows(), NEIGHBOURS + 1), run);
  }

  /**
   * The result of learning.
   *
   * @param labels the class of each sample, numbers with gaps, -1 for noise, (n)
   * @param names names of classes
   * @param learned one sentence for each consequence
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Outcome(int[] labels, Map<Integer, String> names, List<String> learned) {}

  /**
   * Applies the answers.
   *
   * @param classes the classes after corrections
   * @param points by which samples are neighbours, (n x d)
   * @param splitter splits a class by its density
   */
  static Outcome of(
      CorrectedClasses classes, FloatMatrix points, PairSplitter splitter, RunContext run) {
    if (classes.answers().isEmpty() || points.rows() < 2) {
      return new Outcome(classes.labels(), classes.names(), List.of());
    }
    return new CorrectionLearning(classes, points, splitter, run).learn();
  }

  private Outcome learn() {
    for (Correction answer : classes.answers()) {
      if (answer instanceof Correction.Different different) {
        part(different.first(), different.second());
      }
    }
    for (Correction answer : classes.answers()) {
      if (answer instanceof Correction.Same same) {
        join(same.first(), same.second());
      }
    }
    names.keySet().retainAll(Arrays.stream(labels).boxed().collect(Collectors.toSet()));
    return new Outcome(labels, names, List.copyOf(learned));
  }

  private void part(int first, int second) {
    int label = labels[first];
    if (label == Labels.NOISE || labels[second] != label) {
      return;
    }
    int[] members = IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
    Optional<int[]> away = splitter.part(members, first, second).filter(this::mayLeave);
    if (away.isPresent()) {
      int born = next++;
      for (int i : away.get()) {
        labels[i] = born;
      }
      learned.add(
          count(away.get().length)
              + " of class "
              + label
              + " became a new class, since samples "
              + first
              + " and "
              + second
              + " are of two");
      return;
    }
    int moved = lessFirm(first, second);
    if (decided.get(moved)) {
      return; // both were assigned by a person
    }
    labels[moved] = nextClass(moved);
    decided.set(moved);
    learned.add(
        "sample "
            + moved
            + " went from class "
            + label
            + (labels[moved] == Labels.NOISE ? " to none" : " to " + labels[moved])
            + ", as samples "
            + first
            + " and "
            + second
            + " belong to different classes, and the class cannot be split between them");
  }

  /** Returns whether a part contains no sample that a person has decided on. */
  private boolean mayLeave(int... part) {
    return Arrays.stream(part).noneMatch(decided::get);
  }

  private void join(int first, int second) {
    int a = labels[first];
    int b = labels[second];
    if (a == b && a != Labels.NOISE) {
      return;
    }
    if (a == Labels.NOISE && b == Labels.NOISE) {
      return; // of one class, but not one that was found
    }
    boolean firm = a != Labels.NOISE && b != Labels.NOISE && isTypical(first) && isTypical(second);
    if (firm && !areTold(a, b)) {
      merge(a, b, first, second);
      return;
    }
    int moved = a == Labels.NOISE ? first : b == Labels.NOISE ? second : lessFirm(first, second);
    if (decided.get(moved)) {
      return;
    }
    int before = labels[moved];
    labels[moved] = moved == first ? b : a;
    decided.set(moved);
    learned.add(
        "sample "
            + moved
            + " went from "
            + (before == Labels.NOISE ? "no class" : "class " + before)
            + " to "
            + labels[moved]
            + ", as samples "
            + first
            + " and "
            + second
            + " are of one");
  }

  /** Returns whether a person distinguished two classes, by names or by an answer. */
  private boolean areTold(int a, int b) {
    boolean named =
        names.containsKey(a) && names.containsKey(b) && !names.get(a).equals(names.get(b));
    return named
        || classes.answers().stream()
            .filter(Correction.Different.class::isInstance)
            .map(Correction.Different.class::cast)
            .anyMatch(
                one ->
                    (labels[one.first()] == a && labels[one.second()] == b)
                        || (labels[one.first()] == b && labels[one.second()] == a));
  }

  private void merge(int a, int b, int first, int second) {
    boolean nameTells = names.containsKey(a) != names.containsKey(b);
    int kept = nameTells ? (names.containsKey(a) ? a : b) : Math.min(a, b);
    int gone = kept == a ? b : a;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == gone) {
        labels[i] = kept;
      }
    }
    names.remove(gone);
    learned.add(
        "classes "
            + Math.min(a, b)
            + " and "
            + Math.max(a, b)
            + " are one, as samples "
            + first
            + " and "
            + second
            + " are");
  }

  /** Returns which of two samples to move: the undecided one, or the less firmly attached. */
  private int lessFirm(int first, int second) {
    if (decided.get(first) != decided.get(second)) {
      return decided.get(first) ? second : first;
    }
    return firmness(second) <= firmness(first) ? second : first;
  }

  private static String count(int samples) {
    return samples == 1 ? "1 sample" : samples + " samples";
  }

  /**
   * Returns how firmly a sample is attached to its class: the fraction of its nearest neighbours in
   * the same class; 0 for noise.
   */
  private double firmness(int sample) {
    int[] others = near.others(sample);
    if (labels[sample] == Labels.NOISE || others.length == 0) {
      return 0;
    }
    return (double) Arrays.stream(others).filter(i -> labels[i] == labels[sample]).count()
        / others.length;
  }

  /**
   * Returns whether a sample is attached to its class at least as firmly as half of its members.
   */
  private boolean isTypical(int sample) {
    int label = labels[sample];
    double[] all =
        IntStream.range(0, labels.length)
            .filter(i -> labels[i] == label)
            .mapToDouble(this::firmness)
            .sorted()
            .toArray();
    return firmness(sample) >= all[(all.length - 1) / 2];
  }

  /** Returns the class of the nearest sample of another class; noise if there is none. */
  private int nextClass(int sample) {
    return IntStream.range(0, labels.length)
        .filter(i -> labels[i] != Labels.NOISE && labels[i] != labels[sample])
        .boxed()
        .min(Comparator.comparingDouble(i -> squaredDistance(sample, i)))
        .map(i -> labels[i])
        .orElse(Labels.NOISE);
  }

  private double squaredDistance(int a, int b) {
    double sum = 0;
    for (int column = 0; column < points.columns(); column++) {
      double difference = (double) points.get(a, column) - points.get(b, column);
      sum += difference * difference;
    }
    return sum;
  }
}
