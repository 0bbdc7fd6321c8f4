// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import io.decipher.api.Attributes;
import io.decipher.api.Labels;
import io.decipher.runtime.internal.metrics.Contingency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Checks whether classes depend on possible confounders: the speaker, the paper, the recorder. It
 * compares them with each attribute of few values, and changes nothing.
 */
public final class Confounding {
  /** The level from which on a person should be warned. */
  private static final double HIGH = 0.4;

  private static final int MOST_VALUES = 200;
  private static final int FEWEST_EACH = 3;

  private Confounding() {}

  /**
   * Returns the normalised mutual information (arithmetic mean) of the classes with each attribute
   * that groups samples: one of 2 to {@value #MOST_VALUES} values, with at least {@value
   * #FEWEST_EACH} samples each on average; numbers if they are integers. Samples with a missing
   * value are ignored.
   */
  public static Map<String, Double> of(Labels found, Attributes attributes) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (String name : attributes.names()) {
      categories(attributes, name)
          .ifPresent(labels -> all.put(name, Contingency.of(found, labels).nmi()));
    }
    return all;
  }

  private static Optional<Labels> categories(Attributes attributes, String name) {
    Optional<double[]> numbers = attributes.numbers(name);
    if (numbers.isPresent()) {
      for (double number : numbers.get()) {
        if (!Double.isNaN(number) && number != Math.rint(number)) {
          return Optional.empty(); // a measurement, not a category
        }
      }
    }
    Map<String, Integer> values = new HashMap<>();
    List<String> text = attributes.text(name);
    int[] labels = new int[text.size()];
    int known = 0;
    for (int i = 0; i < labels.length; i++) {
      String value = text.get(i);
      labels[i] = Labels.NOISE;
      if (!value.isEmpty()) {
        Integer number = values.get(value);
        if (number == null) {
          number = values.size();
          values.put(value, number);
        }
        labels[i] = number;
        known++;
      }
      if (values.size() > MOST_VALUES) {
        return Optional.empty();
      }
    }
    return values.size() < 2 || known < FEWEST_EACH * values.size()
        ? Optional.empty()
        : Optional.of(Labels.of(labels));
  }

  /** Returns the warnings, one line each. */
  public static List<String> warnings(Map<String, Double> information) {
    List<String> lines = new ArrayList<>();
    information.forEach(
        (name, nmi) -> {
          if (nmi >= HIGH) {
            lines.add(
                String.format(
                    Locale.ROOT,
                    "classes follow `%s` (NMI %.2f), which was not used to find them; if they"
                        + " should not: decipher.dataset.nuisance = [%s]",
                    name,
                    nmi,
                    name.matches("[A-Za-z0-9_-]+") ? name : '"' + name + '"'));
          }
        });
    return lines;
  }
}
