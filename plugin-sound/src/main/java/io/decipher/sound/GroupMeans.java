// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Samples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The mean features of each group of samples, and the overall mean for unseen groups. */
final class GroupMeans {
  private final Map<String, double[]> means;
  private final double[] all;

  private GroupMeans(Map<String, double[]> means, double[] all) {
    this.means = means;
    this.all = all;
  }

  /** Returns the group of each sample. */
  static List<String> groups(Samples samples, String attribute) {
    if (!samples.attributes().has(attribute)) {
      throw new DecipherException(
          "features 'mfcc' centre by the attribute '"
              + attribute
              + "', but the samples have "
              + samples.attributes().names());
    }
    return samples.attributes().text(attribute);
  }

  static GroupMeans of(FloatMatrix features, List<String> groups) {
    Map<String, double[]> sums = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    double[] all = new double[features.columns()];
    for (int i = 0; i < features.rows(); i++) {
      double[] sum = sums.computeIfAbsent(groups.get(i), unused -> new double[all.length]);
      counts.merge(groups.get(i), 1, Integer::sum);
      for (int j = 0; j < all.length; j++) {
        sum[j] += features.get(i, j);
        all[j] += features.get(i, j);
      }
    }
    sums.forEach((group, sum) -> divide(sum, counts.getOrDefault(group, 1)));
    divide(all, Math.max(1, features.rows()));
    return new GroupMeans(sums, all);
  }

  private static void divide(double[] sum, int count) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] /= count;
    }
  }

  /** Returns the features with their group means subtracted. */
  FloatMatrix takenOff(FloatMatrix features, List<String> groups) {
    float[] centred = new float[features.rows() * features.columns()];
    for (int i = 0; i < features.rows(); i++) {
      double[] mean = means.getOrDefault(groups.get(i), all);
      for (int j = 0; j < mean.length; j++) {
        centred[i * mean.length + j] = (float) (features.get(i, j) - mean[j]);
      }
    }
    return FloatMatrix.wrap(features.rows(), features.columns(), centred);
  }
}
