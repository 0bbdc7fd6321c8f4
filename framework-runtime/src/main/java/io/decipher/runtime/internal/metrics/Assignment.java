// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.metrics;

import io.decipher.api.Labels;
import java.util.Arrays;

/**
 * Solves the linear assignment problem: a one-to-one matching of rows and columns with maximum
 * total gain.
 *
 * <p>It uses shortest augmenting paths as in Jonker and Volgenant (1987), without their initial
 * reductions: rows are added one by one along the path of least reduced cost, while dual prices
 * keep all reduced costs non-negative. All arithmetic is in integers, so the result is exact.
 *
 * @see <a href="https://doi.org/10.1007/BF02278710">Jonker and Volgenant 1987</a>
 */
public final class Assignment {
  /** In the result of {@link #best}: the row is unmatched. */
  public static final int NONE = -1;

  private Assignment() {}

  /**
   * Returns the column of each row in a matching of maximum total gain. Every row is matched if
   * there are no more rows than columns; otherwise every column is.
   *
   * @param gain (rows x columns), any shape, all rows of one length; within ±2^40 or so
   * @return (rows), columns or {@link #NONE}
   * @implNote O(min(rows, columns)² max(rows, columns)) time
   */
  public static int[] best(long[][] gain) {
    int rows = gain.length;
    int columns = rows == 0 ? 0 : gain[0].length;
    int[] columnOfRow = new int[rows];
    Arrays.fill(columnOfRow, NONE);
    if (rows <= columns) {
      int[] rowOfColumn = match(gain, rows, columns);
      for (int j = 0; j < columns; j++) {
        if (rowOfColumn[j] != NONE) {
          columnOfRow[rowOfColumn[j]] = j;
        }
      }
      return columnOfRow;
    }
    long[][] turned = new long[columns][rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        turned[j][i] = gain[i][j];
      }
    }
    return match(turned, columns, rows);
  }

  /**
   * Returns for each class of a labelling its partner in another one, in a one-to-one matching that
   * maximises the number of samples in common; {@link #NONE} for unmatched classes.
   */
  public static int[] best(Labels labels, Labels others) {
    long[][] shared = new long[labels.classes()][others.classes()];
    for (int i = 0; i < labels.size(); i++) {
      if (labels.get(i) != Labels.NOISE && others.get(i) != Labels.NOISE) {
        shared[labels.get(i)][others.get(i)]++;
      }
    }
    return best(shared);
  }

  /** Returns the row of each column, (columns), for rows ≤ columns. */
  private static int[] match(long[][] gain, int rows, int columns) {
    long[] rowPrice = new long[rows];
    long[] columnPrice = new long[columns];
    int[] rowOfColumn = new int[columns];
    Arrays.fill(rowOfColumn, NONE);
    int[] previous = new int[columns];
    long[] distance = new long[columns];
    boolean[] reached = new boolean[columns];
    for (int start = 0; start < rows; start++) {
      Arrays.fill(distance, Long.MAX_VALUE);
      Arrays.fill(reached, false);
      int column = NONE;
      int row = start;
      long length = 0;
      do {
        // The price of the current row is final only once its column is reached, hence the offset.
        int nearest = NONE;
        for (int j = 0; j < columns; j++) {
          if (reached[j]) {
            continue;
          }
          long through = length - gain[row][j] - rowPrice[row] - columnPrice[j];
          if (through < distance[j]) {
            distance[j] = through;
            previous[j] = column;
          }
          if (nearest == NONE || distance[j] < distance[nearest]) {
            nearest = j;
          }
        }
        column = nearest;
        length = distance[column];
        reached[column] = true;
        row = rowOfColumn[column];
      } while (row != NONE);

      rowPrice[start] += length;
      for (int j = 0; j < columns; j++) {
        if (reached[j] && j != column) {
          rowPrice[rowOfColumn[j]] += length - distance[j];
          columnPrice[j] -= length - distance[j];
        }
      }
      while (previous[column] != NONE) {
        rowOfColumn[column] = rowOfColumn[previous[column]];
        column = previous[column];
      }
      rowOfColumn[column] = start;
    }
    return rowOfColumn;
  }
}
