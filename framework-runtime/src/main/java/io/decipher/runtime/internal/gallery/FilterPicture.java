// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import io.decipher.api.FirstLayer;
import io.decipher.api.FirstLayer.Filters;
import io.decipher.api.FloatMatrix;
import io.decipher.api.TrainedModel;
import io.decipher.runtime.internal.store.RunDirectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws the filters of a first layer: light where a larger value increases a unit's activation,
 * dark where it decreases it, each scaled by its largest weight.
 */
public final class FilterPicture {
  /** The file name, in the directory of a run and in that of a sweep. */
  private static final String FILE = "filters.png";

  private static final String HEADING =
      "what units of the first layer respond to: light adds, dark subtracts";
  private static final int COLUMNS = 10;
  private static final int MOST = 100;
  private static final float MIDDLE = 0.5f; // grey: no filter

  private FilterPicture() {}

  /** Draws {@code filters.png} of a model, if its filters can be shown. */
  public static void write(TrainedModel model, RunDirectory directory) {
    if (model instanceof FirstLayer layer) {
      layer
          .filters()
          .filter(filters -> Pictures.canShow(filters.type()))
          .ifPresent(
              filters ->
                  Pictures.write(
                      directory,
                      FILE,
                      Pictures.sheet(
                              shown(filters, Math.min(MOST, filters.weights().rows())),
                              filters.type(),
                              COLUMNS)
                          .headed(HEADING)));
    }
  }

  /**
   * Draws {@code filters.png} of several models, one row each, if their filters are of the same
   * type.
   *
   * @param each the filters of the models, one or more
   * @param captions one per model
   * @param count the number of filters per model; missing ones are grey
   */
  public static void write(
      List<Filters> each, List<String> captions, int count, RunDirectory directory) {
    boolean alike = each.stream().allMatch(one -> one.type().equals(each.get(0).type()));
    if (!alike || !Pictures.canShow(each.get(0).type())) {
      return;
    }
    List<FloatMatrix> rows = new ArrayList<>();
    each.forEach(filters -> rows.add(shown(filters, count)));
    Pictures.write(
        directory, FILE, Pictures.rows(rows, each.get(0).type(), captions).headed(HEADING));
  }

  /**
   * Returns the filters of the largest norms, in descending order.
   *
   * @return (count x size), in [0, 1]: 1/2 for a weight of 0
   */
  static FloatMatrix shown(Filters filters, int count) {
    FloatMatrix weights = filters.weights();
    int size = weights.columns();
    int[] greatest = Pictures.greatest(weights.rows(), count, unit -> square(weights.row(unit)));
    float[] values = new float[count * size];
    Arrays.fill(values, MIDDLE);
    for (int i = 0; i < greatest.length; i++) {
      float[] row = weights.row(greatest[i]);
      float most = 0;
      for (float weight : row) {
        most = Math.max(most, Math.abs(weight));
      }
      for (int j = 0; most > 0 && j < size; j++) {
        values[i * size + j] = MIDDLE + row[j] / most / 2;
      }
    }
    return FloatMatrix.wrap(count, size, values);
  }

  private static double square(float[] row) {
    double sum = 0;
    for (float value : row) {
      sum += (double) value * value;
    }
    return sum;
  }
}
