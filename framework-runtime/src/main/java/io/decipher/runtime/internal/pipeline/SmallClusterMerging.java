// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import static io.decipher.runtime.report.SmallCluster.Judge.CLASSIFIER;
import static io.decipher.runtime.report.SmallCluster.Judge.NEIGHBOURS;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Hierarchy;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.runtime.internal.config.JobSettings;
import io.decipher.runtime.internal.metrics.Assignment;
import io.decipher.runtime.report.SmallCluster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Merges small clusters into classes: crossed sevens form a dense group of their own, and yet are
 * sevens.
 *
 * <p>The tree is cut finely. Groups of at least {@code class-share} of all samples are the classes.
 * Members of each smaller group vote by their nearest class members in the samples' own values,
 * where a crossbar is a small difference, though a large one in features; the class with most votes
 * takes the group if the vote is clear. Samples that remain undecided get the class of the
 * clusterer's own, coarser cut. A group kept by a person is a class of its own, which no other
 * group joins: how a group is resolved does not depend on which others are kept.
 */
public final class SmallClusterMerging {
  private static final int SMALLEST_FINE_GROUP = 20;
  private static final int EXEMPLARS = 10;

  private final JobSettings.SmallClusters settings;
  private final List<Integer> keep;

  /**
   * Creates the step.
   *
   * @param keep the numbers of the small clusters to make classes of; numbers that do not exist are
   *     ignored
   */
  public SmallClusterMerging(JobSettings.SmallClusters settings, List<Integer> keep) {
    this.settings = settings;
    this.keep = List.copyOf(keep);
  }

  /**
   * The classes, and how each small cluster was resolved.
   *
   * @param decided the classes without samples that only the coarse cut decided, which are noise
   *     here
   */
  public record Outcome(FoundClasses classes, Labels decided, List<SmallCluster> smallClusters) {
    /**
     * Returns this outcome with its classes renumbered.
     *
     * @param number the new number of each class
     */
    public Outcome renumbered(int[] number) {
      return new Outcome(
          new FoundClasses(renumbered(classes.labels(), number), classes.strengths()),
          renumbered(decided, number),
          smallClusters.stream().map(each -> each.renumbered(number)).toList());
    }

    /** Returns this outcome with noise assigned to the nearest class. */
    public Outcome filled(FloatMatrix points, RunContext run) {
      int[] labels = NearestClass.fill(classes.labels().toArray(), points, run);
      return new Outcome(
          new FoundClasses(Labels.of(labels), classes.strengths()), decided, smallClusters);
    }

    public static Labels renumbered(Labels labels, int[] number) {
      return Labels.of(
          Arrays.stream(labels.toArray())
              .map(label -> label == Labels.NOISE ? Labels.NOISE : number[label])
              .toArray());
    }

    /**
     * Returns this outcome with each class numbered as the earlier class with which it shares most
     * samples, one to one as far as possible; the remaining classes follow.
     */
    public Outcome numberedAs(Labels earlier) {
      int[] number = Assignment.best(classes.labels(), earlier);
      // Keeps numbers without gaps: with fewer classes than before, the last ones move up.
      int[] order =
          IntStream.range(0, number.length)
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingInt(
                          c -> number[c] == Assignment.NONE ? Integer.MAX_VALUE : number[c])
                      .thenComparingInt(c -> c))
              .mapToInt(Integer::intValue)
              .toArray();
      int[] dense = new int[number.length];
      for (int at = 0; at < order.length; at++) {
        dense[order[at]] = at;
      }
      return renumbered(dense);
    }
  }

  /** Returns an outcome without any merging. */
  public static Outcome untouched(FoundClasses found) {
    return numbered(
        found.labels().toArray(),
        found.strengths().toArray(),
        new boolean[found.labels().size()],
        List.of());
  }

  /**
   * Returns the classes of the fine cut with its small clusters merged; the coarse classes if the
   * fine cut has none.
   *
   * @param coarse the clusterer's own cut
   * @param tree the hierarchy of the same fit, to be cut finely
   * @param samples (n), as provided by the data set
   * @param opinion the classes that a model's classifier assigns, in its own numbering; it decides
   *     for small clusters that neighbours do not decide, and for noise that it assigns with high
   *     probability
   */
  public Outcome merge(
      FoundClasses coarse,
      Hierarchy tree,
      NearestSamples samples,
      Optional<FoundClasses> opinion,
      RunContext run) {
    int n = samples.count();
    int fineSize = Math.max(SMALLEST_FINE_GROUP, (int) (n * settings.fineShare()));
    FoundClasses fine = tree.cut(Math.max(2, Math.min(fineSize, n)));
    int[] sizes = fine.labels().sizes();
    int[] classOf = new int[sizes.length];
    int classes = 0;
    for (int group = 0; group < sizes.length; group++) {
      classOf[group] = sizes[group] >= n * settings.classShare() ? classes++ : Labels.NOISE;
    }
    if (classes == 0) {
      return untouched(coarse);
    }
    return merge(new Cuts(fine, classOf, classes, coarse, false), samples, opinion, run);
  }

  /**
   * Returns the classes of a cut supported by the evidence, with small clusters merged: groups of a
   * finer cut that are smaller than the smallest of these classes may move to another class. A
   * class keeps its largest groups until they contain half of its samples, so no class is dissolved
   * or merged with another.
   *
   * @param size the minimum class size supported by the evidence
   * @param tree the hierarchy of the fit
   * @param samples (n x size), as provided by the data set
   * @param opinion as for {@link #merge(FoundClasses, Hierarchy, NearestSamples, Optional,
   *     RunContext)}
   */
  public Outcome merge(
      int size,
      Hierarchy tree,
      NearestSamples samples,
      Optional<FoundClasses> opinion,
      RunContext run) {
    FoundClasses chosen = tree.cut(Math.max(2, size));
    if (chosen.labels().classes() == 0) {
      return untouched(chosen);
    }
    int fineSize = Math.max(SMALLEST_FINE_GROUP, (int) (samples.count() * settings.fineShare()));
    FoundClasses fine = settings.merge() && fineSize < size ? tree.cut(fineSize) : chosen;
    int[] classOf = held(chosen.labels(), fine.labels());
    Cuts cuts = new Cuts(fine, classOf, chosen.labels().classes(), chosen, true);
    return merge(cuts, samples, opinion, run);
  }

  /** Returns the class to which each group of a finer cut is fixed, noise if it may move. */
  private static int[] held(Labels chosen, Labels fine) {
    int classes = chosen.classes();
    int[][] shared = new int[fine.classes()][classes];
    for (int i = 0; i < fine.size(); i++) {
      if (fine.get(i) != Labels.NOISE && chosen.get(i) != Labels.NOISE) {
        shared[fine.get(i)][chosen.get(i)]++;
      }
    }
    int[] sizes = fine.sizes();
    int smallest = Arrays.stream(chosen.sizes()).min().orElse(0);
    int[] held = new int[classes]; // samples of each class in groups fixed to it
    int[] classOf = new int[sizes.length];
    List<Integer> bySize =
        IntStream.range(0, sizes.length)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(group -> -sizes[group])
                    .thenComparingInt(group -> group))
            .toList();
    int[] whole = chosen.sizes();
    for (int group : bySize) {
      int home = largest(shared[group], -1);
      boolean own = home >= 0 && shared[group][home] > 0;
      boolean holds =
          own && (sizes[group] >= smallest || held[home] == 0 || 2 * held[home] < whole[home]);
      classOf[group] = holds ? home : Labels.NOISE;
      if (holds) {
        held[home] += shared[group][home];
      }
    }
    return classOf;
  }

  /**
   * Two cuts of a tree.
   *
   * @param fine the groups
   * @param classOf the class to which each group is fixed, noise if it may move
   * @param classes the number of classes
   * @param coarse decides for samples without a class
   * @param sameNumbers whether its classes have the same numbers
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Cuts(
      FoundClasses fine, int[] classOf, int classes, FoundClasses coarse, boolean sameNumbers) {}

  private Outcome merge(
      Cuts cuts, NearestSamples samples, Optional<FoundClasses> opinion, RunContext run) {
    FoundClasses fine = cuts.fine;
    int[] classOf = cuts.classOf;
    int classes = cuts.classes;
    int n = samples.count();
    int[] groups = fine.labels().toArray();
    List<SmallCluster> small = new ArrayList<>();
    int[] merged = classOf.clone();
    vote(fine, classOf, classes, samples, run, merged, small);

    int[] labels = new int[n];
    float[] strengths = fine.strengths().toArray();
    boolean[] undecided = new boolean[n]; // a model must not learn its own predictions
    for (int i = 0; i < n; i++) {
      labels[i] = groups[i] == Labels.NOISE ? Labels.NOISE : merged[groups[i]];
      undecided[i] = labels[i] == Labels.NOISE;
    }
    @Nullable FoundClasses named = opinion.isPresent() ? renamed(opinion.get(), labels) : null;
    if (named != null) {
      consult(named, fine.labels(), classOf, merged, classes, small);
    }
    int all = keep(classOf, merged, classes, small);
    for (int i = 0; i < n; i++) {
      labels[i] = groups[i] == Labels.NOISE ? Labels.NOISE : merged[groups[i]];
      undecided[i] &= labels[i] < classes;
    }
    if (cuts.sameNumbers) {
      restore(labels, strengths, cuts);
      fillFrom(labels, strengths, cuts.coarse);
    } else {
      fill(labels, strengths, cuts.coarse, all);
    }
    if (named != null) {
      fillSure(labels, named);
    }
    small.sort(Comparator.comparingInt(SmallCluster::number));
    return numbered(labels, strengths, undecided, small);
  }

  /**
   * Makes classes of the small clusters that a person keeps; returns the resulting number of
   * classes.
   */
  private int keep(int[] classOf, int[] merged, int classes, List<SmallCluster> small) {
    int all = classes;
    int next = 0;
    for (int group = 0; group < classOf.length; group++) {
      if (classOf[group] != Labels.NOISE) {
        continue;
      }
      SmallCluster cluster = small.get(next);
      if (keep.contains(cluster.number())) {
        small.set(next, cluster.keptAs(all));
        merged[group] = all++;
      }
      next++;
    }
    return all;
  }

  /** Numbers the small clusters by size in descending order, ties by their first sample. */
  private static int[] numbers(Labels groups, int[] classOf) {
    int[] sizes = groups.sizes();
    List<Integer> order =
        IntStream.range(0, classOf.length)
            .filter(group -> classOf[group] == Labels.NOISE)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(group -> -sizes[group])
                    .thenComparingInt(group -> groups.members(group)[0]))
            .toList();
    int[] numbers = new int[classOf.length];
    for (int number = 0; number < order.size(); number++) {
      numbers[order.get(number)] = number;
    }
    return numbers;
  }

  /** Returns an opinion with each class renumbered as the one with which it shares most samples. */
  private static FoundClasses renamed(FoundClasses opinion, int[] labels) {
    // A class without a match is no opinion, like noise.
    int[] number = Assignment.best(opinion.labels(), Labels.of(labels));
    return new FoundClasses(Outcome.renumbered(opinion.labels(), number), opinion.strengths());
  }

  /** Lets the members of undecided small clusters vote by their opinion. */
  private void consult(
      FoundClasses opinion,
      Labels groups,
      int[] classOf,
      int[] merged,
      int classes,
      List<SmallCluster> small) {
    int next = 0;
    for (int group = 0; group < classOf.length; group++) {
      if (classOf[group] != Labels.NOISE) {
        continue;
      }
      SmallCluster cluster = small.get(next);
      if (!cluster.joined()) {
        int[] counts = new int[classes];
        for (int member : groups.members(group)) {
          int label = opinion.labels().get(member);
          if (label != Labels.NOISE) {
            counts[label]++;
          }
        }
        SmallCluster second =
            decided(
                cluster.number(),
                cluster.exemplars(),
                cluster.size(),
                counts,
                cluster.size(),
                CLASSIFIER);
        if (second.joined()) {
          merged[group] = second.first();
          small.set(next, second);
        }
      }
      next++;
    }
  }

  private SmallCluster decided(
      int number,
      List<Integer> exemplars,
      int size,
      int[] counts,
      int votes,
      SmallCluster.Judge judge) {
    int first = largest(counts, -1);
    int second = largest(counts, first);
    double firstShare = (double) counts[first] / votes;
    double secondShare = second < 0 ? 0 : (double) counts[second] / votes;
    boolean joined =
        firstShare >= settings.majority() || firstShare >= settings.lead() * secondShare;
    return new SmallCluster(
        number,
        size,
        first,
        firstShare,
        secondShare,
        joined ? judge : SmallCluster.Judge.NONE,
        OptionalInt.empty(),
        exemplars);
  }

  /** Assigns noise to the class of its opinion if the probability is at least a half. */
  private static void fillSure(int[] labels, FoundClasses opinion) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == Labels.NOISE && opinion.strengths().get(i, 0) >= 0.5f) {
        labels[i] = opinion.labels().get(i);
      }
    }
  }

  /** Writes the class of each small cluster to {@code merged}, and the reason to {@code small}. */
  private void vote(
      FoundClasses fine,
      int[] classOf,
      int classes,
      NearestSamples samples,
      RunContext run,
      int[] merged,
      List<SmallCluster> small) {
    Labels groups = fine.labels();
    int[] candidates =
        IntStream.range(0, groups.size())
            .filter(i -> groups.get(i) != Labels.NOISE && classOf[groups.get(i)] != Labels.NOISE)
            .toArray();
    int[] sizes = groups.sizes();
    int[][] voters = new int[sizes.length][];
    RandomGenerator random = run.random("small/voters");
    for (int group = 0; group < sizes.length; group++) {
      voters[group] =
          classOf[group] != Labels.NOISE
              ? new int[0]
              : drawn(groups.members(group), settings.voters(), random);
    }
    int[] queries = Arrays.stream(voters).flatMapToInt(Arrays::stream).toArray();
    int[][] nearest = samples.among(candidates, queries, settings.neighbours(), run);
    int[] numbers = numbers(groups, classOf);
    int next = 0;
    for (int group = 0; group < sizes.length; group++) {
      if (classOf[group] != Labels.NOISE) {
        continue;
      }
      int[] counts = new int[classes];
      int all = 0;
      for (int voter = 0; voter < voters[group].length; voter++) {
        for (int neighbour : nearest[next++]) {
          counts[classOf[groups.get(neighbour)]]++;
          all++;
        }
      }
      int[] exemplars =
          Exemplars.of(groups.members(group), fine.strengths(), samples.samples(), EXEMPLARS);
      SmallCluster cluster =
          decided(
              numbers[group],
              Arrays.stream(exemplars).boxed().toList(),
              sizes[group],
              counts,
              all,
              NEIGHBOURS);
      merged[group] = cluster.joined() ? cluster.first() : Labels.NOISE;
      small.add(cluster);
    }
  }

  private static int largest(int[] counts, int except) {
    int best = -1;
    for (int i = 0; i < counts.length; i++) {
      if (i != except && (best < 0 || counts[i] > counts[best])) {
        best = i;
      }
    }
    return best;
  }

  /** Returns {@code count} random members, drawn without replacement; all if there are fewer. */
  private static int[] drawn(int[] members, int count, RandomGenerator random) {
    for (int i = 0; i < Math.min(count, members.length - 1); i++) {
      int j = i + random.nextInt(members.length - i);
      int swapped = members[i];
      members[i] = members[j];
      members[j] = swapped;
    }
    return Arrays.copyOf(members, Math.min(count, members.length));
  }

  /**
   * Restores the samples of classes without a fixed group: a finer cut may take two classes for one
   * group, since the persistence of a group depends on which points drop out.
   */
  private static void restore(int[] labels, float[] strengths, Cuts cuts) {
    boolean[] held = new boolean[cuts.classes];
    for (int label : cuts.classOf) {
      if (label != Labels.NOISE) {
        held[label] = true;
      }
    }
    for (int i = 0; i < labels.length; i++) {
      int own = cuts.coarse.labels().get(i);
      if (own != Labels.NOISE && !held[own]) {
        labels[i] = own;
        strengths[i] = cuts.coarse.strengths().get(i, 0);
      }
    }
  }

  /** Assigns samples without a class to the class of the same number in another cut. */
  private static void fillFrom(int[] labels, float[] strengths, FoundClasses other) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == Labels.NOISE) {
        labels[i] = other.labels().get(i);
        strengths[i] = labels[i] == Labels.NOISE ? 0 : other.strengths().get(i, 0);
      }
    }
  }

  /** Assigns samples without a class to the majority class of their coarse class. */
  private static void fill(int[] labels, float[] strengths, FoundClasses coarse, int classes) {
    int[][] overlap = new int[coarse.labels().classes()][classes];
    for (int i = 0; i < labels.length; i++) {
      int group = coarse.labels().get(i);
      if (group != Labels.NOISE && labels[i] != Labels.NOISE) {
        overlap[group][labels[i]]++;
      }
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != Labels.NOISE) {
        continue;
      }
      int group = coarse.labels().get(i);
      strengths[i] = 0;
      if (group != Labels.NOISE) {
        int best = largest(overlap[group], -1);
        if (overlap[group][best] > 0) {
          labels[i] = best;
          strengths[i] = coarse.strengths().get(i, 0);
        }
      }
    }
  }

  /** Numbers the classes by size in descending order, ties by their first sample. */
  private static Outcome numbered(
      int[] labels, float[] strengths, boolean[] undecided, List<SmallCluster> small) {
    Labels before = Labels.of(labels);
    int[] sizes = before.sizes();
    int[] firstMember = new int[sizes.length];
    Arrays.fill(firstMember, Integer.MAX_VALUE);
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != Labels.NOISE) {
        firstMember[labels[i]] = Math.min(firstMember[labels[i]], i);
      }
    }
    List<Integer> order =
        IntStream.range(0, sizes.length)
            .boxed()
            .filter(label -> sizes[label] > 0)
            .sorted(
                Comparator.<Integer>comparingInt(label -> -sizes[label])
                    .thenComparingInt(label -> firstMember[label]))
            .toList();
    int[] number = new int[sizes.length];
    for (int i = 0; i < order.size(); i++) {
      number[order.get(i)] = i;
    }
    int[] decided = labels.clone();
    for (int i = 0; i < decided.length; i++) {
      decided[i] = undecided[i] ? Labels.NOISE : labels[i];
    }
    return new Outcome(
            new FoundClasses(before, FloatMatrix.wrap(strengths.length, 1, strengths)),
            Labels.of(decided),
            small)
        .renumbered(number);
  }
}
