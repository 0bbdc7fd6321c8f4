// SPDX-License-Identifier: Apache-2.0
package io.decipher.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link VectorDistances}. Sums of {@value #ROWS} rows and two vectors of points stay
 * in registers over all columns, so each loaded column serves {@value #ROWS} rows.
 */
final class Lanes {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int ROWS = 4;

  private Lanes() {}

  static void write(
      float[] rows,
      int first,
      int count,
      int stride,
      float[][] columns,
      int width,
      float[][] squared) {
    int capacity =
        count == 0 ? 0 : Math.min(squared[0].length, stride == 0 ? 0 : columns[0].length);
    int i = 0;
    for (; i + ROWS <= count; i += ROWS) {
      int at = (first + i) * stride;
      int j = 0;
      // The points beyond the width are computed too where the arrays hold them.
      for (; j < width && j + 2 * LANES <= capacity; j += 2 * LANES) {
        fourRows(rows, at, stride, columns, j, squared, i);
      }
      for (int row = i; row < i + ROWS; row++) {
        plain(rows, (first + row) * stride, stride, columns, j, width, squared[row]);
      }
    }
    for (; i < count; i++) {
      int at = (first + i) * stride;
      int j = 0;
      for (; j < width && j + LANES <= capacity; j += LANES) {
        oneRow(rows, at, stride, columns, j, squared[i]);
      }
      plain(rows, at, stride, columns, j, width, squared[i]);
    }
  }

  private static void fourRows(
      float[] rows, int at, int stride, float[][] columns, int j, float[][] squared, int i) {
    int at1 = at + stride;
    int at2 = at1 + stride;
    int at3 = at2 + stride;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    for (int c = 0; c < stride; c += 2) {
      float[] even = columns[c];
      float[] odd = columns[c + 1];
      FloatVector e0 = FloatVector.fromArray(SPECIES, even, j);
      FloatVector e1 = FloatVector.fromArray(SPECIES, even, j + LANES);
      FloatVector o0 = FloatVector.fromArray(SPECIES, odd, j);
      FloatVector o1 = FloatVector.fromArray(SPECIES, odd, j + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, rows[at + c]);
      FloatVector y = FloatVector.broadcast(SPECIES, rows[at + c + 1]);
      s00 = s00.add(pair(e0, x, o0, y));
      s01 = s01.add(pair(e1, x, o1, y));
      x = FloatVector.broadcast(SPECIES, rows[at1 + c]);
      y = FloatVector.broadcast(SPECIES, rows[at1 + c + 1]);
      s10 = s10.add(pair(e0, x, o0, y));
      s11 = s11.add(pair(e1, x, o1, y));
      x = FloatVector.broadcast(SPECIES, rows[at2 + c]);
      y = FloatVector.broadcast(SPECIES, rows[at2 + c + 1]);
      s20 = s20.add(pair(e0, x, o0, y));
      s21 = s21.add(pair(e1, x, o1, y));
      x = FloatVector.broadcast(SPECIES, rows[at3 + c]);
      y = FloatVector.broadcast(SPECIES, rows[at3 + c + 1]);
      s30 = s30.add(pair(e0, x, o0, y));
      s31 = s31.add(pair(e1, x, o1, y));
    }
    s00.intoArray(squared[i], j);
    s01.intoArray(squared[i], j + LANES);
    s10.intoArray(squared[i + 1], j);
    s11.intoArray(squared[i + 1], j + LANES);
    s20.intoArray(squared[i + 2], j);
    s21.intoArray(squared[i + 2], j + LANES);
    s30.intoArray(squared[i + 3], j);
    s31.intoArray(squared[i + 3], j + LANES);
  }

  private static void oneRow(
      float[] rows, int at, int stride, float[][] columns, int j, float[] squared) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int c = 0; c < stride; c += 2) {
      FloatVector x = FloatVector.broadcast(SPECIES, rows[at + c]);
      FloatVector y = FloatVector.broadcast(SPECIES, rows[at + c + 1]);
      FloatVector even = FloatVector.fromArray(SPECIES, columns[c], j);
      FloatVector odd = FloatVector.fromArray(SPECIES, columns[c + 1], j);
      sum = sum.add(pair(even, x, odd, y));
    }
    sum.intoArray(squared, j);
  }

  private static FloatVector pair(FloatVector even, FloatVector x, FloatVector odd, FloatVector y) {
    FloatVector d0 = even.sub(x);
    FloatVector d1 = odd.sub(y);
    return d0.mul(d0).add(d1.mul(d1));
  }

  /** The same sums in plain Java, for points that do not fill a vector. */
  private static void plain(
      float[] rows, int at, int stride, float[][] columns, int from, int to, float[] squared) {
    for (int j = from; j < to; j++) {
      float sum = 0;
      for (int c = 0; c < stride; c += 2) {
        float d0 = columns[c][j] - rows[at + c];
        float d1 = columns[c + 1][j] - rows[at + c + 1];
        sum += d0 * d0 + d1 * d1;
      }
      squared[j] = sum;
    }
  }
}
