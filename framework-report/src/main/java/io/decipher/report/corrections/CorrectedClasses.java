// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import io.decipher.api.DecipherException;
import io.decipher.api.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The classes of a run after corrections. A class keeps its number as long as it exists; numbers
 * are never reused.
 */
public final class CorrectedClasses {
  private final int[] labels;
  private final Map<Integer, String> names = new TreeMap<>();
  private final BitSet reviewed = new BitSet();
  private final BitSet decided = new BitSet(); // assigned by a person, or reviewed
  private final List<Correction> answers = new ArrayList<>();
  private int next;

  /** Starts from the classes that a run found, and their names. */
  CorrectedClasses(Labels found, Map<Integer, String> names) {
    labels = found.toArray();
    next = found.classes();
    this.names.putAll(names);
  }

  /** Creates a copy. */
  private CorrectedClasses(CorrectedClasses other) {
    labels = other.labels.clone();
    names.putAll(other.names);
    reviewed.or(other.reviewed);
    decided.or(other.decided);
    answers.addAll(other.answers);
    next = other.next;
  }

  /**
   * Returns the classes after a correction, leaving these unchanged.
   *
   * @throws DecipherException as {@link #apply}
   */
  CorrectedClasses after(Correction correction) {
    CorrectedClasses after = new CorrectedClasses(this);
    after.apply(correction);
    return after;
  }

  /** Returns the number of samples. */
  public int size() {
    return labels.length;
  }

  /** Returns the class of each sample, -1 for none, (n). Numbers may have gaps. */
  public int[] labels() {
    return labels.clone();
  }

  /** Returns the numbers of all non-empty classes, ascending. */
  public List<Integer> classes() {
    return Arrays.stream(labels)
        .filter(label -> label != Labels.NOISE)
        .distinct()
        .sorted()
        .boxed()
        .toList();
  }

  /** Returns the names of non-empty classes, by number. */
  public Map<Integer, String> names() {
    Map<Integer, String> living = new TreeMap<>(names);
    living.keySet().retainAll(classes());
    return living;
  }

  /** Returns the samples that a person has reviewed. */
  public SampleSet reviewed() {
    return SampleSet.of(reviewed.stream().toArray());
  }

  /** Returns the samples whose class a person has decided. */
  BitSet decided() {
    return (BitSet) decided.clone();
  }

  /** Returns the answers about pairs: {@link Correction.Same} and {@link Correction.Different}. */
  public List<Correction> answers() {
    return List.copyOf(answers);
  }

  /** Returns the members of a class, ascending. */
  public int[] members(int label) {
    return IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
  }

  /** Returns the number of the next new class. */
  public int next() {
    return next;
  }

  /**
   * Applies a correction; if it is invalid, nothing changes.
   *
   * @throws DecipherException if it refers to a class or sample that does not exist, or would have
   *     no effect
   */
  void apply(Correction correction) {
    if (correction instanceof Correction.Rename rename) {
      requireClass(rename.label());
      if (rename.name().isEmpty()) {
        names.remove(rename.label());
      } else {
        names.put(rename.label(), rename.name());
      }
    } else if (correction instanceof Correction.Merge merge) {
      merge(merge.labels());
    } else if (correction instanceof Correction.Split split) {
      split(split);
    } else if (correction instanceof Correction.Assign assign) {
      requireClass(assign.label());
      requireSome(assign.samples());
      assign.samples().stream().forEach(i -> decide(i, assign.label()));
    } else if (correction instanceof Correction.Reject reject) {
      requireSome(reject.samples());
      reject.samples().stream().forEach(i -> decide(i, Labels.NOISE));
    } else if (correction instanceof Correction.Reviewed looked) {
      requireSome(looked.samples());
      looked.samples().stream().forEach(reviewed::set);
      looked.samples().stream().forEach(i -> decide(i, labels[i]));
    } else if (correction instanceof Correction.Same same) {
      requirePair(same.first(), same.second());
      answers.add(same);
    } else if (correction instanceof Correction.Different different) {
      requirePair(different.first(), different.second());
      answers.add(different);
    }
  }

  private void merge(List<Integer> merged) {
    merged.forEach(this::requireClass);
    int kept = merged.get(0);
    if (!names.containsKey(kept)) {
      merged.stream()
          .filter(names::containsKey)
          .findFirst()
          .ifPresent(named -> names.put(kept, names.get(named)));
    }
    for (int i = 0; i < labels.length; i++) {
      if (merged.contains(labels[i])) {
        labels[i] = kept;
      }
    }
    merged.stream().skip(1).forEach(names::remove);
  }

  private void split(Correction.Split split) {
    requireClass(split.label());
    requireSome(split.samples());
    split.samples().stream()
        .filter(i -> labels[i] != split.label())
        .findFirst()
        .ifPresent(
            i -> {
              throw new DecipherException(
                  "sample "
                      + i
                      + " is not of class "
                      + split.label()
                      + "; only members can be"
                      + " split off");
            });
    if (split.samples().size() == members(split.label()).length) {
      throw new DecipherException(
          "these are all the members of class "
              + split.label()
              + "; a split must leave some"
              + " behind");
    }
    int born = next++;
    split.samples().stream().forEach(i -> decide(i, born));
  }

  private void decide(int sample, int label) {
    labels[sample] = label;
    decided.set(sample);
  }

  private void requireClass(int label) {
    if (label < 0 || Arrays.stream(labels).noneMatch(one -> one == label)) {
      throw new DecipherException("there is no class " + label + "; there are " + classes());
    }
  }

  private void requireSome(SampleSet samples) {
    if (samples.size() == 0) {
      throw new DecipherException("no samples are given; expected one or more");
    }
    samples.stream().forEach(this::requireSample);
  }

  private void requirePair(int first, int second) {
    requireSample(first);
    requireSample(second);
    if (first == second) {
      throw new DecipherException("sample " + first + " is one sample; expected two");
    }
  }

  private void requireSample(int sample) {
    if (sample < 0 || sample >= labels.length) {
      throw new DecipherException(
          "there is no sample " + sample + "; there are " + labels.length + ", counting from 0");
    }
  }
}
