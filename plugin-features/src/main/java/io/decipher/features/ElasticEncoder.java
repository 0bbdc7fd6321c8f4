// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.Comparison;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.numerics.Parallel;
import java.util.Arrays;

/** Computes {@link ElasticGradients} of images of one shape. */
final class ElasticEncoder implements Encoder, Comparison {
  private static final int CELLS = 9; // a cell and those around it, which are compared together
  private static final int TOGETHER = 4; // directions

  private final ElasticGradients recipe;
  private final SampleType.Image image;
  private final SampleType.Image framed;
  private final GradientEncoder gradients;
  private final int side; // cells

  ElasticEncoder(ElasticGradients recipe, SampleType.Image image) {
    this.recipe = recipe;
    this.image = image;
    this.framed = recipe.framing(image).framed();
    this.gradients = new GradientEncoder(recipe.gradients(), framed);
    this.side = (recipe.side() - 1 - recipe.step() / 2) / recipe.step() + 1;
  }

  @Override
  public FloatMatrix encode(Samples samples, RunContext run) {
    Types.check(samples, image);
    float[] frames = new float[Math.multiplyExact(samples.count(), framed.size())];
    Parallel.blocks(
        samples.count(),
        "frames",
        run,
        (from, to) -> {
          Framing framing = recipe.framing(image);
          float[] in = new float[image.size()];
          float[] out = new float[framed.size()];
          for (int i = from; i < to; i++) {
            samples.copyRow(i, in, 0);
            framing.apply(in, out);
            System.arraycopy(out, 0, frames, i * out.length, out.length);
          }
        });
    return gradients.encode(
        Samples.of(FloatMatrix.wrap(samples.count(), framed.size(), frames), framed), run);
  }

  @Override
  public Comparer comparer() {
    return recipe.shift() == 0 ? ElasticEncoder::euclidean : new Distortion();
  }

  private static double euclidean(float[] first, float[] second) {
    float sum = 0;
    for (int i = 0; i < first.length; i++) {
      float difference = first[i] - second[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  /**
   * The distance of the image distortion model. Cells are stored in rows of {@code stride}, padded
   * by {@code shift} empty ones, so that a shift is an offset and inner loops cover all cells of a
   * row or of the grid.
   */
  private final class Distortion implements Comparer {
    private final int shift = recipe.shift();
    private final int stride = side + 2 * shift;
    private final int plane = stride * stride;
    private final int from = shift * stride; // the first row of cells
    private final int length = side * stride;
    private final float[] a = new float[recipe.directions() * plane + 2 * shift];
    private final float[] b = new float[a.length];
    private final float[] squares = new float[plane];
    private final float[] rows = new float[plane];
    private final float[] sums = new float[plane];
    private final float[] forth = new float[plane];
    private final float[] back = new float[plane + 2 * shift];

    @Override
    public double distance(float[] first, float[] second) {
      // The padding of the moved image counts: a canonical order makes the distance symmetric.
      boolean inOrder = Arrays.compare(first, second) <= 0;
      pad(inOrder ? first : second, a);
      pad(inOrder ? second : first, b);
      Arrays.fill(forth, Float.MAX_VALUE);
      Arrays.fill(back, Float.MAX_VALUE);
      for (int down = -shift; down <= shift; down++) {
        for (int right = -shift; right <= shift; right++) {
          compare(down * stride + right);
          gather();
          keepBest(down * stride + right);
        }
      }
      double sum = 0;
      for (int row = 0; row < side; row++) {
        int at = from + row * stride + shift;
        for (int i = at; i < at + side; i++) {
          sum += forth[i] + (back[i] < Float.MAX_VALUE ? back[i] : 0);
        }
      }
      return Math.sqrt(sum / (2.0 * CELLS));
    }

    private void pad(float[] vector, float[] padded) {
      for (int direction = 0; direction < recipe.directions(); direction++) {
        for (int row = 0; row < side; row++) {
          System.arraycopy(
              vector,
              (direction * side + row) * side,
              padded,
              shift + direction * plane + from + row * stride + shift,
              side);
        }
      }
    }

    /**
     * Computes squared differences between each cell of a and the cell of b at {@code offset} from
     * it; 0 in the padding.
     */
    private void compare(int offset) {
      Arrays.fill(squares, from, from + length, 0);
      int direction = 0;
      for (; direction + TOGETHER <= recipe.directions(); direction += TOGETHER) {
        addFour(shift + direction * plane + from, offset);
      }
      for (; direction < recipe.directions(); direction++) {
        addOne(shift + direction * plane + from, offset);
      }
      fillPadding(squares, 0);
    }

    /** Adds squared differences of four directions, in their order; loads each sum once. */
    private void addFour(int at, int offset) {
      int second = at + plane;
      int third = second + plane;
      int fourth = third + plane;
      for (int i = 0; i < length; i++) {
        float d1 = a[at + i] - b[at + offset + i];
        float d2 = a[second + i] - b[second + offset + i];
        float d3 = a[third + i] - b[third + offset + i];
        float d4 = a[fourth + i] - b[fourth + offset + i];
        squares[from + i] = squares[from + i] + d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4;
      }
    }

    private void addOne(int at, int offset) {
      for (int i = 0; i < length; i++) {
        float difference = a[at + i] - b[at + offset + i];
        squares[from + i] += difference * difference;
      }
    }

    /** Sums over the cells around each one; the padding gets a value that is never the least. */
    private void gather() {
      // The padding is at least one cell wide and holds zeros.
      for (int i = from; i < from + length; i++) {
        rows[i] = squares[i] + squares[i - 1] + squares[i + 1];
      }
      fillPadding(rows, 0);
      for (int i = from; i < from + length; i++) {
        sums[i] = rows[i] + rows[i - stride] + rows[i + stride];
      }
      fillPadding(sums, Float.MAX_VALUE);
    }

    /** Fills the cells beside each row of the grid. */
    private void fillPadding(float[] cells, float value) {
      for (int row = 0; row < side; row++) {
        int at = from + row * stride;
        for (int i = 0; i < shift; i++) {
          cells[at + i] = value;
          cells[at + stride - 1 - i] = value;
        }
      }
    }

    private void keepBest(int offset) {
      for (int i = from; i < from + length; i++) {
        forth[i] = Math.min(forth[i], sums[i]);
      }
      // The first cells are padding, and shifted they would lie before the array.
      for (int i = from + shift; i < from + length; i++) {
        back[i + offset] = Math.min(back[i + offset], sums[i]);
      }
    }
  }
}
