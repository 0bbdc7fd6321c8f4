// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import io.decipher.api.ClusterModel;
import io.decipher.api.Clusterer;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Hierarchy;
import io.decipher.api.Labels;
import io.decipher.api.OutlierScores;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A clusterer that is honest and simple: what hangs together by steps of at most {@code reach} is a
 * class.
 */
public record Gaps(double reach, int minClusterSize) implements Clusterer {
  public Gaps {
    if (!(reach > 0)) {
      throw new IllegalArgumentException("reach must be above 0, but was " + reach);
    }
  }

  public static final class Provider implements ClustererProvider {
    @Override
    public String name() {
      return "gaps";
    }

    @Override
    public String description() {
      return "Single linkage, for the tests of the testkit";
    }

    @Override
    public Clusterer create(Settings settings) {
      return settings.as(Gaps.class);
    }

    @Override
    public Class<?> yields() {
      return Model.class;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Model(int[] components, int own) implements ClusterModel, Hierarchy, OutlierScores {
    @Override
    public FoundClasses classes() {
      return cut(own);
    }

    @Override
    public FoundClasses cut(int minClusterSize) {
      if (minClusterSize < 2) {
        throw new IllegalArgumentException(
            "a class has at least 2 members, but " + minClusterSize + " were asked for");
      }
      List<Integer> names = new ArrayList<>();
      int[] labels = new int[components.length];
      float[] strengths = new float[components.length];
      for (int i = 0; i < labels.length; i++) {
        int component = components[i];
        long size = Arrays.stream(components).filter(other -> other == component).count();
        if (size >= minClusterSize && !names.contains(component)) {
          names.add(component);
        }
        labels[i] = names.indexOf(component);
        strengths[i] = labels[i] < 0 ? 0 : 1;
      }
      return new FoundClasses(Labels.of(labels), FloatMatrix.wrap(labels.length, 1, strengths));
    }

    @Override
    public FloatMatrix outlierScores() {
      return FloatMatrix.wrap(components.length, 1, new float[components.length]);
    }
  }

  @Override
  public ClusterModel fit(FloatMatrix points, RunContext run) {
    int[] components = new int[points.rows()];
    for (int i = 0; i < components.length; i++) {
      run.step(new Progress("gaps", (double) i / components.length, ""));
      components[i] = i;
      for (int k = 0; k < points.columns(); k++) {
        if (!Float.isFinite(points.get(i, k))) {
          throw new DecipherException(
              "points, row " + i + ", column " + k + ": found " + points.get(i, k));
        }
      }
      for (int j = 0; j < i; j++) {
        if (distance(points, i, j) <= reach && components[i] != components[j]) {
          int from = components[i];
          int to = components[j];
          Arrays.setAll(components, c -> components[c] == from ? to : components[c]);
        }
      }
    }
    run.step(new Progress("gaps", 1, ""));
    return new Model(components, minClusterSize);
  }

  private static double distance(FloatMatrix points, int i, int j) {
    double sum = 0;
    for (int k = 0; k < points.columns(); k++) {
      double d = points.get(i, k) - points.get(j, k);
      sum += d * d;
    }
    return Math.sqrt(sum);
  }
}
