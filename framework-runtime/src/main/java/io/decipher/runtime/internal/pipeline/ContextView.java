// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Labels;
import io.decipher.runtime.internal.config.FeatureEntry;
import io.decipher.runtime.report.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The classes by a run's features combined with the classes of the preceding and following samples:
 * which of the run's own classes they join, and which they split.
 */
public final class ContextView {
  private static final double MOST_OF = 0.6; // of a class: it is contained in the other
  private static final double A_PART = 0.2; // of a class: it is split

  private ContextView() {}

  /**
   * Returns the views that do not depend on the classes of the run. Classes found again by their
   * own context are no evidence for themselves.
   */
  public static List<Stage> without(List<Stage> compared) {
    return compared.stream()
        .filter(stage -> !stage.features().contains(FeatureEntry.CONTEXT))
        .toList();
  }

  /**
   * Describes in one sentence which classes are joined and which are split in context.
   *
   * @param own the classes of the run, (n)
   * @param inContext the classes of the same samples in context, (n)
   */
  static String told(Labels own, Labels inContext) {
    int[] sizes = own.sizes();
    int[][] counts = new int[own.classes()][inContext.classes()];
    for (int i = 0; i < own.size(); i++) {
      if (own.get(i) != Labels.NOISE && inContext.get(i) != Labels.NOISE) {
        counts[own.get(i)][inContext.get(i)]++;
      }
    }
    List<String> changes = new ArrayList<>();
    for (int view = 0; view < inContext.classes(); view++) {
      int joined = view;
      List<String> members =
          IntStream.range(0, counts.length)
              .filter(label -> counts[label][joined] >= MOST_OF * Math.max(1, sizes[label]))
              .mapToObj(Integer::toString)
              .toList();
      if (members.size() > 1) {
        changes.add("classes " + String.join(" and ", members) + " are one");
      }
    }
    for (int label = 0; label < counts.length; label++) {
      int[] parts = counts[label];
      int size = sizes[label];
      List<Integer> split =
          IntStream.range(0, parts.length)
              .filter(view -> size > 0 && parts[view] >= A_PART * size)
              .boxed()
              .toList();
      if (split.size() > 1) {
        changes.add(
            "class "
                + label
                + " is split into "
                + split.stream()
                    .map(view -> Integer.toString(parts[view]))
                    .collect(Collectors.joining(" and ")));
      }
    }
    return "in the context of the classes before and after: "
        + inContext.classes()
        + (inContext.classes() == 1 ? " class; " : " classes; ")
        + (changes.isEmpty()
            ? "no classes are merged and none is split"
            : String.join(", ", changes));
  }
}
