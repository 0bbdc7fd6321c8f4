// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The classes of consecutive units.
 *
 * @param recording the recording
 * @param begin of the first unit, in seconds
 * @param end of the last unit, in seconds
 * @param classes class names in order
 */
public record ClassSequence(String recording, double begin, double end, List<String> classes) {
  /** Copies the classes. */
  public ClassSequence {
    classes = List.copyOf(classes);
  }

  /**
   * Splits units into sequences at long gaps.
   *
   * @param units of one recording and channel, in order of time
   * @param longestGap in seconds, from one end to the next begin; infinite for no splitting
   */
  static List<ClassSequence> of(List<ClassifiedUnit> units, double longestGap) {
    List<ClassSequence> sequences = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= units.size(); i++) {
      if (i == units.size() || units.get(i).begin() - units.get(i - 1).end() > longestGap) {
        List<ClassifiedUnit> run = units.subList(first, i);
        sequences.add(
            new ClassSequence(
                run.get(0).recording(),
                run.get(0).begin(),
                run.get(run.size() - 1).end(),
                run.stream().map(ClassifiedUnit::className).toList()));
        first = i;
      }
    }
    return sequences;
  }

  /**
   * Returns the classes as text: concatenated if each is one character, else separated by spaces.
   */
  public String text() {
    boolean brief = classes.stream().allMatch(name -> name.length() == 1);
    return String.join(brief ? "" : " ", classes);
  }

  /** Returns how often each class follows each other class, in alphabetical order of names. */
  public static Map<String, Map<String, Integer>> transitions(List<ClassSequence> sequences) {
    Map<String, Map<String, Integer>> counts = new TreeMap<>();
    for (ClassSequence sequence : sequences) {
      for (int i = 1; i < sequence.classes.size(); i++) {
        counts
            .computeIfAbsent(sequence.classes.get(i - 1), unused -> new TreeMap<>())
            .merge(sequence.classes.get(i), 1, Integer::sum);
      }
    }
    return counts;
  }
}
