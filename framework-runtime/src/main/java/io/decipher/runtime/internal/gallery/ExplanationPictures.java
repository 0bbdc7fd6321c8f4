// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import io.decipher.api.Explainable;
import io.decipher.api.Explainable.FeatureMaps;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.numerics.EvenlySpaced;
import io.decipher.runtime.internal.pipeline.Exemplars;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws what a network responds to in representative samples of the classes, if samples are images.
 */
public final class ExplanationPictures {
  private static final int SHOWN = 5; // samples per class
  private static final int CLASSES = 3; // for which feature maps are shown
  private static final int MAPS = 10; // per layer
  private static final int MEAN_OF = 2000; // samples

  private final SampleType.Image type;
  private final Explainable model;
  private final RunDirectory directory;
  private final RunContext run;

  private ExplanationPictures(
      SampleType.Image type, Explainable model, RunDirectory directory, RunContext run) {
    this.type = type;
    this.model = model;
    this.directory = directory;
    this.run = run;
  }

  /**
   * Draws {@code feature-maps.png} and, if the model explains its class assignments, {@code
   * saliency.png} and {@code maximized.png}.
   *
   * @param view provides the classes
   * @param prepared the samples as passed to the model, (n)
   */
  public static void write(
      Stage view, Samples prepared, TrainedModel model, RunDirectory directory, RunContext run) {
    if (view.classes() == 0
        || !(model instanceof Explainable able)
        || !(prepared.type() instanceof SampleType.Image type)
        || !Pictures.canShow(type)) {
      return;
    }
    ExplanationPictures pictures = new ExplanationPictures(type, able, directory, run);
    int[][] exemplars = Exemplars.of(view, SHOWN);
    pictures.writeFeatureMaps(prepared, exemplars);
    if (able.explains()) {
      pictures.writeSaliency(prepared, exemplars);
      pictures.writeMaximized(prepared);
    }
  }

  private void writeFeatureMaps(Samples prepared, int[][] exemplars) {
    SampleType.Image grey = new SampleType.Image(1, type.height(), type.width());
    List<FloatMatrix> rows = new ArrayList<>();
    List<String> captions = new ArrayList<>();
    for (int label = 0; label < Math.min(CLASSES, exemplars.length); label++) {
      if (exemplars[label].length == 0) {
        continue;
      }
      Samples sample = prepared.select(exemplars[label][0]);
      for (FeatureMaps maps : model.featureMaps(sample, run)) {
        rows.add(beside(grey(sample.row(0)), enlarged(maps)));
        captions.add(label + ", layer " + maps.layer());
      }
    }
    if (!rows.isEmpty()) {
      Pictures.write(
          directory,
          "feature-maps.png",
          Pictures.rows(rows, grey, captions)
              .headed(
                  "a typical sample of a class, and the channels of a layer that vary the"
                      + " most"));
    }
  }

  private void writeSaliency(Samples prepared, int[][] exemplars) {
    int[] all = Arrays.stream(exemplars).flatMapToInt(Arrays::stream).toArray();
    Samples shown = prepared.select(all).onHeap();
    FloatMatrix salient = model.saliency(shown, run);
    List<FloatMatrix> rows = new ArrayList<>();
    int at = 0;
    for (int[] members : exemplars) {
      int size = type.size();
      float[] row = new float[2 * members.length * size];
      for (int i = 0; i < members.length; i++, at++) {
        shown.copyRow(at, row, 2 * i * size);
        spread(salient.row(at), row, (2 * i + 1) * size);
      }
      rows.add(FloatMatrix.wrap(2 * members.length, size, row));
    }
    Pictures.write(
        directory,
        "saliency.png",
        Pictures.rows(rows, type, Pictures.numbers(exemplars.length))
            .headed("typical samples of a class, each beside what its class depends on"));
  }

  private void writeMaximized(Samples prepared) {
    int[] some = EvenlySpaced.of(prepared.count(), MEAN_OF);
    float[] mean = new float[type.size()];
    float[] row = new float[mean.length];
    for (int sample : some) {
      prepared.copyRow(sample, row, 0);
      for (int j = 0; j < mean.length; j++) {
        mean[j] += row[j] / some.length;
      }
    }
    FloatMatrix most =
        model.maximizing(Samples.of(FloatMatrix.wrap(1, mean.length, mean), type), run);
    Pictures.write(
        directory,
        "maximized.png",
        Pictures.sheet(most, type, MAPS)
            .headed(
                "starting from the mean sample, images that the model takes ever more for"
                    + " each class in turn"));
  }

  /** Writes one brightness per position to all channels of an image, with the maximum as white. */
  private void spread(float[] salient, float[] target, int offset) {
    int places = type.height() * type.width();
    float[] greatest = new float[places];
    float most = 0;
    for (int k = 0; k < salient.length; k++) {
      greatest[k % places] = Math.max(greatest[k % places], salient[k]);
      most = Math.max(most, salient[k]);
    }
    for (int k = 0; k < salient.length && most > 0; k++) {
      target[offset + k] = greatest[k % places] / most;
    }
  }

  private float[] grey(float[] sample) {
    float[] grey = new float[type.height() * type.width()];
    for (int k = 0; k < sample.length; k++) {
      grey[k % grey.length] += sample[k] / type.channels();
    }
    return grey;
  }

  private static FloatMatrix beside(float[] first, FloatMatrix others) {
    float[] values = Arrays.copyOf(first, first.length * (1 + others.rows()));
    others.copyRows(0, others.rows(), values, first.length);
    return FloatMatrix.wrap(1 + others.rows(), first.length, values);
  }

  /**
   * Returns the most variable maps, in descending order, enlarged to the size of a sample, each
   * scaled from black to white.
   */
  private FloatMatrix enlarged(FeatureMaps of) {
    FloatMatrix maps = of.maps();
    int[] shown = Pictures.greatest(maps.rows(), MAPS, map -> variance(maps.row(map)));
    int height = type.height();
    int width = type.width();
    float[] values = new float[shown.length * height * width];
    for (int i = 0; i < shown.length; i++) {
      float[] map = maps.row(shown[i]);
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      for (float value : map) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int row = y * of.type().height() / height;
          int column = x * of.type().width() / width;
          float value = map[row * of.type().width() + column];
          values[(i * height + y) * width + x] =
              most > least ? (value - least) / (most - least) : 0;
        }
      }
    }
    return FloatMatrix.wrap(shown.length, height * width, values);
  }

  private static double variance(float[] values) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    return squares / values.length - sum / values.length * (sum / values.length);
  }
}
