// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import io.decipher.api.Conditional;
import io.decipher.api.FloatMatrix;
import io.decipher.api.LatentSpace;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.spi.PictureWriter.Sheet;
import io.decipher.runtime.internal.store.RunDirectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Draws a model's latent space: interpolations, styles, and the whole of a two-dimensional space.
 */
public final class LatentPictures {
  /** The number of samples of a walk, including both ends. */
  static final int STEPS = 12;

  private static final int SIDE = 20; // of the sheet of a two-dimensional space, in samples
  private static final int DRAWN = 4000; // latents whose quantiles bound the sheet
  private static final int FRAMES = 30; // of an animated walk, one way
  private static final int DELAY = 6; // per frame, in hundredths of a second
  private static final double PARALLEL = 1e-4; // in radians

  private final LatentSpace model;
  private final SampleType shape;
  private final RunContext run;

  /**
   * Creates the pictures of a model.
   *
   * @param shape the type of its samples; a picture needs {@link Pictures#canShow}
   */
  public LatentPictures(LatentSpace model, SampleType shape, RunContext run) {
    this.model = model;
    this.shape = shape;
    this.run = run;
  }

  /**
   * Interpolates between two latent vectors.
   *
   * <p>The direction is interpolated spherically and the length linearly, since a straight line
   * would leave the region from which samples are drawn: in many dimensions nearly all of a normal
   * distribution is at the same distance from its centre.
   *
   * @param steps including both ends, 2 or more
   * @return (steps x size)
   * @see <a href="https://arxiv.org/abs/1609.04468">White 2016</a>
   */
  static FloatMatrix between(float[] from, float[] to, int steps) {
    double fromLength = length(from);
    double toLength = length(to);
    double cosine = 0;
    for (int j = 0; j < from.length; j++) {
      cosine += (double) from[j] * to[j];
    }
    boolean turns = fromLength > 0 && toLength > 0;
    double angle =
        turns ? Math.acos(Math.max(-1, Math.min(1, cosine / (fromLength * toLength)))) : 0;
    // For equal or opposite directions the shortest rotation is not unique.
    turns = angle > PARALLEL && angle < Math.PI - PARALLEL;
    float[] rows = new float[steps * from.length];
    for (int i = 0; i < steps; i++) {
      double t = (double) i / (steps - 1);
      double ofFrom = 1 - t;
      double ofTo = t;
      if (turns) {
        double length = (1 - t) * fromLength + t * toLength;
        ofFrom = length * Math.sin((1 - t) * angle) / Math.sin(angle) / fromLength;
        ofTo = length * Math.sin(t * angle) / Math.sin(angle) / toLength;
      }
      for (int j = 0; j < from.length; j++) {
        rows[i * from.length + j] = (float) (ofFrom * from[j] + ofTo * to[j]);
      }
    }
    return FloatMatrix.wrap(steps, from.length, rows);
  }

  private static double length(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    return Math.sqrt(square);
  }

  /**
   * Writes {@code walks.png}, one interpolation between two of the ends per row, and {@code
   * walks.gif}, an animation of all of them, forth and back.
   *
   * @param ends latent vectors, (2 · walks x latent size)
   * @return the content of walks.png, row by row
   */
  public FloatMatrix writeWalks(FloatMatrix ends, RunDirectory directory) {
    int walks = ends.rows() / 2;
    List<FloatMatrix> rows = IntStream.range(0, walks).mapToObj(i -> walk(ends, i, STEPS)).toList();
    Pictures.write(
        directory,
        "walks.png",
        Pictures.rows(rows, shape, List.of())
            .headed("from one new sample to another, one walk per row"));
    List<FloatMatrix> paths =
        IntStream.range(0, walks).mapToObj(i -> walk(ends, i, FRAMES)).toList();
    int columns = (int) Math.ceil(Math.sqrt(walks));
    List<Sheet> frames = new ArrayList<>();
    for (int frame = 0; frame < 2 * FRAMES - 2; frame++) {
      int step = Math.min(frame, 2 * FRAMES - 2 - frame);
      FloatMatrix samples = stacked(paths.stream().map(path -> path.slice(step, 1)));
      frames.add(Pictures.sheet(samples, shape, columns, Pictures.scale(shape)));
    }
    Pictures.writeAnimation(directory, "walks.gif", frames, DELAY);
    return stacked(rows.stream());
  }

  private FloatMatrix stacked(Stream<FloatMatrix> parts) {
    return parts.reduce(FloatMatrix.empty(shape.size()), FloatMatrix::concat);
  }

  private FloatMatrix walk(FloatMatrix ends, int walk, int steps) {
    return model.decode(between(ends.row(2 * walk), ends.row(2 * walk + 1), steps), run);
  }

  /**
   * Writes {@code styles.png}: one latent vector per row, and its counterpart in each class per
   * column.
   *
   * @param latents (n x latent size)
   * @param classes the model, with at least one class
   * @return the content of styles.png, row by row
   */
  public FloatMatrix writeStyles(FloatMatrix latents, Conditional classes, RunDirectory directory) {
    List<FloatMatrix> columns =
        IntStream.range(0, classes.classes())
            .mapToObj(label -> model.decode(model.movedTo(label, latents), run))
            .toList();
    FloatMatrix sheet =
        stacked(
            IntStream.range(0, latents.rows())
                .boxed()
                .flatMap(row -> columns.stream().map(column -> column.slice(row, 1))));
    Pictures.write(
        directory,
        "styles.png",
        Pictures.sheet(sheet, shape, columns.size())
            .headed("one latent vector per row, in every class"));
    return sheet;
  }

  /** Returns whether the latent space is two-dimensional, so that a sheet can show all of it. */
  public boolean isPlane() {
    return model.drawLatents(1, run.random("plane")).columns() == 2;
  }

  /**
   * Writes {@code manifold.png}: the decoded points of a two-dimensional latent space, at equally
   * probable quantiles along both sides (Kingma and Welling 2014, figure 4).
   *
   * @return the content of manifold.png, row by row
   */
  public FloatMatrix writeManifold(RunDirectory directory) {
    FloatMatrix drawn = model.drawLatents(DRAWN, run.random("manifold"));
    float[] across = quantiles(drawn, 0);
    float[] down = quantiles(drawn, 1);
    float[] points = new float[2 * SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        points[2 * (y * SIDE + x)] = across[x];
        points[2 * (y * SIDE + x) + 1] = down[y];
      }
    }
    FloatMatrix sheet = model.decode(FloatMatrix.wrap(SIDE * SIDE, 2, points), run);
    int scale = Math.max(1, Pictures.scale(shape) / 2);
    Pictures.write(
        directory,
        "manifold.png",
        Pictures.sheet(sheet, shape, SIDE, scale)
            .headed("the latent plane, in equally probable steps"));
    return sheet;
  }

  private static float[] quantiles(FloatMatrix drawn, int column) {
    float[] values = new float[drawn.rows()];
    for (int i = 0; i < values.length; i++) {
      values[i] = drawn.get(i, column);
    }
    Arrays.sort(values);
    float[] quantiles = new float[SIDE];
    for (int i = 0; i < SIDE; i++) {
      quantiles[i] = values[(int) ((i + 0.5) / SIDE * values.length)];
    }
    return quantiles;
  }
}
