// SPDX-License-Identifier: Apache-2.0
package io.decipher.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link VectorDistances}. A few columns, which stay in the L1 cache, are added for
 * all rows before the next; within them, the sums of {@value #ROWS} rows stay in registers.
 *
 * @implNote with the sums of eight vectors the methods exceed what C2 inlines, and vectors become
 *     objects: twice the time of the plain loops
 */
final class Lanes {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int ROWS = 4;
  private static final int COLUMNS = 16;

  private final float[] rows;
  private final int stride;
  private final float[][] columns;

  Lanes(float[] rows, int stride, float[][] columns) {
    this.rows = rows;
    this.stride = stride;
    this.columns = columns;
  }

  /** Writes distances; see {@link VectorDistances#write}. */
  void write(int first, int count, int width, float[][] squared) {
    // The points beyond the width are computed too where the arrays hold them.
    int capacity = count == 0 || stride == 0 ? 0 : Math.min(squared[0].length, columns[0].length);
    int whole = Math.min(capacity / LANES, (width + LANES - 1) / LANES) * LANES;
    for (int i = 0; i < count; i++) {
      Arrays.fill(squared[i], 0, Math.max(width, whole), 0);
    }
    for (int from = 0; from < stride; from += COLUMNS) {
      int to = Math.min(stride, from + COLUMNS);
      int i = 0;
      for (; i + ROWS <= count; i += ROWS) {
        for (int j = 0; j < whole; j += LANES) {
          addToFour((first + i) * stride, from, to, j, squared, i);
        }
      }
      for (; i < count; i++) {
        for (int j = 0; j < whole; j += LANES) {
          addToOne((first + i) * stride, from, to, j, squared[i]);
        }
      }
    }
    for (int i = 0; i < count; i++) {
      plain((first + i) * stride, whole, width, squared[i]);
    }
  }

  private void addToFour(int at, int from, int to, int j, float[][] squared, int i) {
    float[] q0 = squared[i];
    float[] q1 = squared[i + 1];
    float[] q2 = squared[i + 2];
    float[] q3 = squared[i + 3];
    FloatVector s0 = FloatVector.fromArray(SPECIES, q0, j);
    FloatVector s1 = FloatVector.fromArray(SPECIES, q1, j);
    FloatVector s2 = FloatVector.fromArray(SPECIES, q2, j);
    FloatVector s3 = FloatVector.fromArray(SPECIES, q3, j);
    for (int c = from; c < to; c += 2) {
      FloatVector even = FloatVector.fromArray(SPECIES, columns[c], j);
      FloatVector odd = FloatVector.fromArray(SPECIES, columns[c + 1], j);
      int k = at + c;
      FloatVector d = even.sub(rows[k]);
      FloatVector e = odd.sub(rows[k + 1]);
      s0 = s0.add(d.mul(d).add(e.mul(e)));
      k += stride;
      d = even.sub(rows[k]);
      e = odd.sub(rows[k + 1]);
      s1 = s1.add(d.mul(d).add(e.mul(e)));
      k += stride;
      d = even.sub(rows[k]);
      e = odd.sub(rows[k + 1]);
      s2 = s2.add(d.mul(d).add(e.mul(e)));
      k += stride;
      d = even.sub(rows[k]);
      e = odd.sub(rows[k + 1]);
      s3 = s3.add(d.mul(d).add(e.mul(e)));
    }
    s0.intoArray(q0, j);
    s1.intoArray(q1, j);
    s2.intoArray(q2, j);
    s3.intoArray(q3, j);
  }

  private void addToOne(int at, int from, int to, int j, float[] squared) {
    FloatVector sum = FloatVector.fromArray(SPECIES, squared, j);
    for (int c = from; c < to; c += 2) {
      FloatVector d = FloatVector.fromArray(SPECIES, columns[c], j).sub(rows[at + c]);
      FloatVector e = FloatVector.fromArray(SPECIES, columns[c + 1], j).sub(rows[at + c + 1]);
      sum = sum.add(d.mul(d).add(e.mul(e)));
    }
    sum.intoArray(squared, j);
  }

  /** Writes the same sums in plain Java, for points that do not fill a vector. */
  private void plain(int at, int from, int to, float[] squared) {
    for (int j = from; j < to; j++) {
      float sum = 0;
      for (int c = 0; c < stride; c += 2) {
        float d = columns[c][j] - rows[at + c];
        float e = columns[c + 1][j] - rows[at + c + 1];
        sum += d * d + e * e;
      }
      squared[j] = sum;
    }
  }
}
