package io.decipher.clustering;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.OutOfSampleProjection;
import io.decipher.api.Persistable;
import io.decipher.api.RunContext;
import io.decipher.clustering.ArrayFiles.Content;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Points along the directions of largest variance, by {@link Pca}; places new points too. */
public final class PcaProjection implements OutOfSampleProjection, Persistable {
  private static final String KIND = "pca";
  private static final int FORMAT = 1;
  private static final int TASK = 128;

  /** Samples whose columns are written together. */
  private static final int TURN = 16;

  private static final double EPSILON = 0x1p-52;

  private final FloatMatrix points;
  private final double[] mean; // (d)
  private final double[][] directions; // (kept x d), orthonormal
  private final double[] variances; // (kept)
  private final double[] weights; // (d x kept), what a centred column adds to each output

  private final boolean whiten;

  private PcaProjection(
      FloatMatrix points,
      double[] mean,
      double[][] directions,
      double[] variances,
      boolean whiten) {
    this.points = points;
    this.mean = mean;
    this.directions = directions;
    this.variances = variances;
    this.whiten = whiten;
    int kept = directions.length;
    weights = new double[mean.length * kept];
    for (int c = 0; c < kept; c++) {
      double scale = 1;
      if (whiten) {
        boolean varies = variances[c] > variances[0] * EPSILON * mean.length;
        scale = varies ? 1 / Math.sqrt(variances[c]) : 0;
      }
      for (int j = 0; j < mean.length; j++) {
        weights[j * kept + c] = directions[c][j] * scale;
      }
    }
  }

  static PcaProjection of(
      FloatMatrix fitted,
      double[] mean,
      double[][] directions,
      double[] variances,
      boolean whiten,
      RunContext run) {
    FloatMatrix none = FloatMatrix.empty(directions.length);
    FloatMatrix points =
        new PcaProjection(none, mean, directions, variances, whiten).project(fitted, run);
    return new PcaProjection(points, mean, directions, variances, whiten);
  }

  /** What was fitted. */
  record Facts(int rows, int columns, int kept, boolean whiten) {
    Facts {
      if (rows < 0 || columns < 0 || kept < 0) {
        throw new IllegalArgumentException("rows, columns and kept must be at least 0");
      }
    }
  }

  @Override
  public void save(Path directory) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("rows", Integer.toString(points.rows()));
    facts.put("columns", Integer.toString(mean.length));
    facts.put("kept", Integer.toString(directions.length));
    facts.put("whiten", Boolean.toString(whiten));
    Map<String, Content> arrays = new LinkedHashMap<>();
    arrays.put("points", Content.of(points));
    arrays.put("mean", Content.of(mean));
    arrays.put(
        "directions",
        Content.of(Arrays.stream(directions).flatMapToDouble(Arrays::stream).toArray()));
    arrays.put("variances", Content.of(variances));
    ArrayFiles.write(directory, KIND, FORMAT, facts, arrays);
  }

  static PcaProjection restore(Path directory, Pca settings) throws IOException {
    ArrayFiles files = ArrayFiles.read(directory, KIND, FORMAT);
    Facts facts = files.facts(Facts.class);
    int kept = Math.min(settings.dimensions(), Math.min(facts.rows, facts.columns));
    if (facts.kept != kept || facts.whiten != settings.whiten()) {
      throw new DecipherException(
          files.manifest()
              + ": was fitted to keep "
              + facts.kept
              + " directions with whiten = "
              + facts.whiten
              + ", but the settings given keep "
              + kept
              + " with whiten = "
              + settings.whiten()
              + "; give the settings that it was fitted with, or fit again");
    }
    FloatMatrix points = files.floats("points", facts.rows, kept);
    // No points have no mean.
    double[] mean =
        facts.rows == 0
            ? files.doubles("mean", facts.columns)
            : finite(files, "mean", facts.columns);
    double[] flat = finite(files, "directions", Math.multiplyExact(kept, facts.columns));
    double[] variances = finite(files, "variances", kept);
    double[][] directions = new double[kept][];
    Arrays.setAll(
        directions, c -> Arrays.copyOfRange(flat, c * facts.columns, (c + 1) * facts.columns));
    return new PcaProjection(points, mean, directions, variances, facts.whiten);
  }

  private static double[] finite(ArrayFiles files, String name, int length) throws IOException {
    double[] values = files.doubles(name, length);
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new DecipherException(
            files.manifest() + ": in " + name + ": found " + value + "; expected finite numbers");
      }
    }
    return values;
  }

  @Override
  public FloatMatrix points() {
    return points;
  }

  /** Returns the variance along each direction, (kept), descending. */
  public double[] explainedVariance() {
    return variances.clone();
  }

  /** Returns the mean of the points fitted, (d). */
  public double[] mean() {
    return mean.clone();
  }

  /** Returns the directions kept, (kept x d), orthonormal. */
  public FloatMatrix directions() {
    float[] values = new float[directions.length * mean.length];
    for (int at = 0; at < values.length; at++) {
      values[at] = (float) directions[at / mean.length][at % mean.length];
    }
    return FloatMatrix.wrap(directions.length, mean.length, values);
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.decipher.api.DecipherException if a value is not finite
   * @throws IllegalArgumentException if the samples have another number of columns than the points
   *     fitted
   */
  @Override
  public FloatMatrix project(FloatMatrix samples, RunContext run) {
    int d = mean.length;
    int kept = directions.length;
    if (samples.columns() != d) {
      throw new IllegalArgumentException(
          "pca was fitted to points of " + d + " columns, but these have " + samples.columns());
    }
    Points.requireFinite(samples, "pca");
    int n = samples.rows();
    float[] encoded = new float[Math.multiplyExact(n, kept)];
    Parallel.run(
        (n + TASK - 1) / TASK,
        "projection",
        run,
        task -> {
          int from = task * TASK;
          int count = Math.min(TASK, n - from);
          double[][] columns = centred(samples, from, count);
          double[][] sums = new double[kept][TASK];
          // Samples side by side: loops over them are long enough for vector code to pay.
          int j = 0;
          for (; j + 4 <= d; j += 4) {
            for (int c = 0; c < kept; c++) {
              addFour(sums[c], columns, j, c);
            }
          }
          for (; j < d; j++) {
            for (int c = 0; c < kept; c++) {
              addOne(sums[c], columns[j], weights[j * kept + c]);
            }
          }
          for (int c = 0; c < kept; c++) {
            for (int i = 0; i < count; i++) {
              encoded[(from + i) * kept + c] =
                  (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, sums[c][i]));
            }
          }
        });
    return FloatMatrix.wrap(n, kept, encoded);
  }

  /** Returns the columns of some samples less the mean, (d x TASK). */
  private double[][] centred(FloatMatrix samples, int from, int count) {
    int d = mean.length;
    double[][] columns = new double[d][TASK];
    float[] rows = new float[TURN * d];
    for (int start = 0; start < count; start += TURN) {
      int length = Math.min(TURN, count - start);
      samples.copyRows(from + start, length, rows, 0);
      for (int j = 0; j < d; j++) {
        for (int i = 0; i < length; i++) {
          columns[j][start + i] = rows[i * d + j] - mean[j];
        }
      }
    }
    return columns;
  }

  /** Adds what four columns from {@code j} on give to output {@code c}. */
  private void addFour(double[] sums, double[][] columns, int j, int c) {
    int kept = directions.length;
    int at = j * kept + c;
    addFour(
        sums,
        columns[j],
        columns[j + 1],
        columns[j + 2],
        columns[j + 3],
        weights[at],
        weights[at + kept],
        weights[at + 2 * kept],
        weights[at + 3 * kept]);
  }

  private static void addFour(
      double[] sums,
      double[] x0,
      double[] x1,
      double[] x2,
      double[] x3,
      double w0,
      double w1,
      double w2,
      double w3) {
    for (int i = 0; i < TASK; i++) {
      sums[i] += (x0[i] * w0 + x1[i] * w1) + (x2[i] * w2 + x3[i] * w3);
    }
  }

  private static void addOne(double[] sums, double[] x, double w) {
    for (int i = 0; i < TASK; i++) {
      sums[i] += x[i] * w;
    }
  }
}
