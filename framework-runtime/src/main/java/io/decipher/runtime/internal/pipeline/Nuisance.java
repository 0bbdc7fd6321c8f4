// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A nuisance attribute, on which classes must not depend: who or where samples come from. Each of
 * its values is a group, whose features are centred and scaled to the same total variance, and each
 * sample's neighbours are searched in all groups alike.
 *
 * @see <a href="https://doi.org/10.1093/bioinformatics/btz625">Polański et al. 2020 (BBKNN)</a>
 */
public final class Nuisance {
  private static final int FEWEST = 10;
  private static final int UNKNOWN = -1;
  private static final double LEAST_SHARE = 1e-9; // of the squares; less is rounding error

  private final int[] groups;
  private final int values;

  private Nuisance(int[] groups, int values) {
    this.groups = groups;
    this.values = values;
  }

  /** Returns the absence of nuisance attributes. */
  public static Nuisance none() {
    return new Nuisance(new int[0], 0);
  }

  /**
   * Returns the combination of attributes, in which each combination of values is a group.
   *
   * @throws DecipherException if an attribute does not exist, all samples have the same value, or a
   *     group has too few samples for a neighbour search
   */
  public static Nuisance of(List<String> names, Samples samples) {
    if (names.isEmpty()) {
      return none();
    }
    List<List<String>> columns =
        names.stream()
            .map(name -> NamedAttribute.text(samples.attributes(), "dataset.nuisance", name))
            .toList();
    Map<List<String>, Integer> numbers = new HashMap<>();
    int[] groups = new int[samples.count()];
    for (int i = 0; i < groups.length; i++) {
      List<String> key = new ArrayList<>();
      boolean known = true;
      for (List<String> column : columns) {
        key.add(column.get(i));
        known &= !column.get(i).isEmpty();
      }
      groups[i] =
          known ? numbers.computeIfAbsent(List.copyOf(key), any -> numbers.size()) : UNKNOWN;
    }
    requireEnough(names, numbers, groups);
    return new Nuisance(groups, numbers.size());
  }

  /** Checks that there are at least two groups, each with enough samples. */
  private static void requireEnough(
      List<String> names, Map<List<String>, Integer> numbers, int[] groups) {
    int[] sizes = new int[numbers.size()];
    for (int group : groups) {
      if (group != UNKNOWN) {
        sizes[group]++;
      }
    }
    if (sizes.length < 2) {
      throw new DecipherException(
          "dataset.nuisance = "
              + names
              + " has "
              + sizes.length
              + " value among these samples; expected 2 or more (leave it out)");
    }
    numbers.forEach(
        (value, group) -> {
          if (sizes[group] < FEWEST) {
            throw new DecipherException(
                "dataset.nuisance = "
                    + names
                    + ": only "
                    + sizes[group]
                    + " samples have "
                    + String.join(", ", value)
                    + "; expected at least "
                    + FEWEST
                    + " of each value (leave these out, or merge small groups)");
          }
        });
  }

  /**
   * Returns the group of each sample, negative if it is unknown; empty if there is no attribute.
   */
  int[] groups() {
    return groups.clone();
  }

  /** Returns the number of groups. */
  public int values() {
    return values;
  }

  /**
   * Returns features with mean 0 in each column and a total variance of 1 within each group. For
   * samples of unknown group, mean and variance are those of all samples.
   */
  FloatMatrix takenOff(FloatMatrix features) {
    if (values == 0) {
      return features;
    }
    int columns = features.columns();
    float[] out = features.toArray();
    for (int group = UNKNOWN; group < values; group++) {
      int wanted = group;
      int[] members = IntStream.range(0, groups.length).filter(i -> groups[i] == wanted).toArray();
      int[] measured = group == UNKNOWN ? IntStream.range(0, groups.length).toArray() : members;
      scale(features, measured, members, columns, out);
    }
    return FloatMatrix.wrap(features.rows(), columns, out);
  }

  private static void scale(
      FloatMatrix features, int[] measured, int[] members, int columns, float[] out) {
    double[] mean = new double[columns];
    double square = 0;
    float[] row = new float[columns];
    for (int i : measured) {
      features.copyRows(i, 1, row, 0);
      for (int j = 0; j < columns; j++) {
        mean[j] += row[j];
        square += (double) row[j] * row[j];
      }
    }
    double variance = square;
    for (int j = 0; j < columns; j++) {
      mean[j] /= Math.max(1, measured.length);
      variance -= measured.length * mean[j] * mean[j];
    }
    double factor = variance > LEAST_SHARE * square ? Math.sqrt(measured.length / variance) : 0;
    for (int i : members) {
      features.copyRows(i, 1, row, 0);
      for (int j = 0; j < columns; j++) {
        out[i * columns + j] = (float) ((row[j] - mean[j]) * factor);
      }
    }
  }
}
