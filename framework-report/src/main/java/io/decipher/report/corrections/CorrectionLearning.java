// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Learns from what a person said of some samples for those that nobody looked at.
 *
 * <ol>
 *   <li><em>Different</em> parts a class that holds both samples, where its tree of densities parts
 *       them; where it does not, the sample that belongs less firmly goes to its next class.
 *   <li><em>Same</em> makes one class of two, where each sample belongs to its own as firmly as
 *       most do; else the one that belongs less firmly goes over to the other's class. Classes that
 *       a person named otherwise, or told apart by an answer, stay two.
 *   <li>A sample that nobody looked at goes to another class where those that a person put there,
 *       or looked at there, say so: what is known is spread over the graph of neighbours ({@link
 *       LabelSpreading}), and what a person said of a sample weighs as much as two others, and must
 *       be half of what is heard.
 * </ol>
 *
 * <p>What a person decided stays; where nobody said anything, nothing changes. No labels but the
 * person's are used.
 */
final class CorrectionLearning {
  private static final float WEIGHT = 2;
  private static final double FIRM = 0.5;
  private static final double LEAD = 1.5;

  private final CorrectedClasses classes;
  private final PairSplitter splitter;
  private final int[] labels;
  private final Map<Integer, String> names;
  private final BitSet decided; // stay
  private final BitSet taught; // say what others are
  private final List<String> learned = new ArrayList<>();
  private final LabelSpreading graph;
  private int next;

  private CorrectionLearning(
      CorrectedClasses classes, FloatMatrix points, PairSplitter splitter, RunContext run) {
    this.classes = classes;
    this.splitter = splitter;
    this.labels = classes.labels();
    this.names = new TreeMap<>(classes.names());
    this.decided = classes.decided();
    this.taught = classes.taught();
    this.next = classes.next();
    this.graph = new LabelSpreading(points, run);
  }

  /**
   * What was learned.
   *
   * @param labels the class of each sample, numbers with gaps, -1 for noise, (n)
   * @param names that classes have
   * @param learned a sentence for each thing that followed
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Outcome(int[] labels, Map<Integer, String> names, List<String> learned) {}

  /**
   * Learns.
   *
   * @param classes as corrections left them
   * @param points by which samples are near each other, (n x d)
   * @param splitter parts a class by its density
   */
  static Outcome of(
      CorrectedClasses classes, FloatMatrix points, PairSplitter splitter, RunContext run) {
    boolean said = !classes.answers().isEmpty() || !classes.decided().isEmpty();
    if (!said || points.rows() < 2) {
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
    teach();
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
              + " are a new class, as samples "
              + first
              + " and "
              + second
              + " are of two");
      return;
    }
    Firmness firmness = new Firmness();
    int moved = lessFirm(firmness, first, second);
    labels[moved] = firmness.nextBest(moved, label);
    decided.set(moved);
    taught.set(moved);
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
            + " are of two, and the class does not part between them");
  }

  /** Returns whether a part holds nobody whom a person put into the class itself. */
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
      return; // of one class, but of none that was found
    }
    Firmness firmness = new Firmness();
    boolean firm =
        a != Labels.NOISE
            && b != Labels.NOISE
            && firmness.of(first) >= FIRM
            && firmness.of(second) >= FIRM;
    if (firm && !areTold(a, b)) {
      merge(a, b, first, second);
      return;
    }
    int moved =
        a == Labels.NOISE ? first : b == Labels.NOISE ? second : lessFirm(firmness, first, second);
    int before = labels[moved];
    labels[moved] = moved == first ? b : a;
    decided.set(moved);
    taught.set(moved);
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

  /** Returns whether a person told two classes apart, by names or by an answer. */
  private boolean areTold(int a, int b) {
    boolean named =
        names.containsKey(a) && names.containsKey(b) && !names.get(a).equals(names.get(b));
    Set<Integer> both = Set.of(a, b);
    return named
        || classes.answers().stream()
            .filter(Correction.Different.class::isInstance)
            .map(Correction.Different.class::cast)
            .anyMatch(
                one ->
                    new HashSet<>(List.of(labels[one.first()], labels[one.second()])).equals(both));
  }

  private void merge(int a, int b, int first, int second) {
    int kept = names.containsKey(b) && !names.containsKey(a) ? b : Math.min(a, b);
    if (names.containsKey(a) && !names.containsKey(b)) {
      kept = a;
    }
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

  private static int lessFirm(Firmness firmness, int first, int second) {
    return firmness.of(second) <= firmness.of(first) ? second : first;
  }

  /** Lets what a person decided say what samples beside it are. */
  private void teach() {
    if (taught.isEmpty()) {
      return;
    }
    int[] present = Arrays.stream(labels).filter(label -> label >= 0).distinct().sorted().toArray();
    if (present.length < 2) {
      return;
    }
    int[] dense = dense(present);
    float[] person = new float[labels.length];
    float[] all = new float[labels.length];
    for (int i = 0; i < labels.length; i++) {
      person[i] = taught.get(i) ? WEIGHT : 0;
      all[i] = taught.get(i) ? WEIGHT : 1;
    }
    float[] fromPerson = graph.spread(dense, person, present.length);
    float[] fromAll = graph.spread(dense, all, present.length);
    Map<Long, Integer> moves = new TreeMap<>();
    int[] taught = labels.clone();
    for (int i = 0; i < labels.length; i++) {
      if (decided.get(i) || dense[i] < 0) {
        continue;
      }
      int best = largest(fromAll, i, present.length);
      float own = fromAll[i * present.length + dense[i]];
      boolean heard =
          2 * fromPerson[i * present.length + best] >= fromAll[i * present.length + best];
      if (best != dense[i] && heard && fromAll[i * present.length + best] >= LEAD * own) {
        moves.merge(((long) labels[i] << 32) | present[best], 1, Integer::sum);
        taught[i] = present[best];
      }
    }
    System.arraycopy(taught, 0, labels, 0, labels.length);
    moves.forEach(
        (move, samples) ->
            learned.add(
                count(samples)
                    + " went from class "
                    + (move >> 32)
                    + " to "
                    + move.intValue()
                    + ", as those beside them that a person decided"));
  }

  private int[] dense(int[] present) {
    return Arrays.stream(labels)
        .map(label -> label < 0 ? -1 : Arrays.binarySearch(present, label))
        .toArray();
  }

  private static int largest(float[] spread, int sample, int classes) {
    int best = 0;
    for (int label = 1; label < classes; label++) {
      if (spread[sample * classes + label] > spread[sample * classes + best]) {
        best = label;
      }
    }
    return best;
  }

  private static String count(int samples) {
    return samples == 1 ? "1 sample" : samples + " samples";
  }

  /** How firmly samples belong to their classes, by those beside them. */
  private final class Firmness {
    private final int[] present =
        Arrays.stream(labels).filter(label -> label >= 0).distinct().sorted().toArray();
    private final float[] spread;

    Firmness() {
      float[] ones = new float[labels.length];
      Arrays.fill(ones, 1);
      spread = graph.spread(dense(present), ones, present.length);
    }

    /** Returns the share of a sample's own class in what comes to it, 0 of noise. */
    double of(int sample) {
      int own = Arrays.binarySearch(present, labels[sample]);
      double sum = 0;
      for (int label = 0; label < present.length; label++) {
        sum += spread[sample * present.length + label];
      }
      return own < 0 || sum == 0 ? 0 : spread[sample * present.length + own] / sum;
    }

    /** Returns the class that most comes to a sample from, other than one; noise if from none. */
    int nextBest(int sample, int other) {
      int best = Labels.NOISE;
      float most = 0;
      for (int label = 0; label < present.length; label++) {
        float comes = spread[sample * present.length + label];
        if (present[label] != other && comes > most) {
          most = comes;
          best = present[label];
        }
      }
      return best;
    }
  }
}
