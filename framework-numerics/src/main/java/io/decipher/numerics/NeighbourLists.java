// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import java.util.Arrays;

/**
 * The nearest points found so far of each of n points, without duplicates.
 *
 * <p>An entry encodes a squared distance, an index, and whether it is new in one number that sorts
 * by distance, then by index. A list therefore keeps the smallest of all entries offered to it, in
 * whatever order.
 */
final class NeighbourLists {
  private static final long NONE = entry(Float.POSITIVE_INFINITY, Integer.MAX_VALUE);

  /** Larger batches are sorted faster by the library. */
  private static final int FEW = 40;

  private final int length;
  private final long[] entries; // (n x length), each list ascending

  NeighbourLists(int n, int length) {
    this.length = length;
    entries = new long[Math.multiplyExact(n, length)];
    Arrays.fill(entries, NONE);
  }

  /** Returns a new entry. */
  static long entry(float squared, int index) {
    return (long) Float.floatToRawIntBits(squared) << 32 | (long) index << 1 | 1;
  }

  static int index(long entry) {
    return (int) entry >>> 1;
  }

  static boolean isNew(long entry) {
    return (entry & 1) != 0;
  }

  int length() {
    return length;
  }

  long get(int point, int rank) {
    return entries[point * length + rank];
  }

  void setOld(int point, int rank) {
    entries[point * length + rank] &= ~1L;
  }

  /** Returns the squared distance beyond which a point's list accepts no entries. */
  float limit(int point) {
    return Float.intBitsToFloat((int) (get(point, length - 1) >>> 32));
  }

  /** Returns the number of new entries. */
  long news() {
    long news = 0;
    for (long entry : entries) {
      news += entry & 1;
    }
    return news;
  }

  /**
   * Inserts into a point's list those entries that belong there.
   *
   * @param batch new entries, of which the first {@code count} are used; modified
   */
  void offer(int point, long[] batch, int count) {
    sort(batch, count);
    int first = point * length;
    int fresh = 0; // entries of the batch that are not in the list
    int at = 0;
    for (int i = 0; i < count; i++) {
      long key = batch[i] >>> 1;
      while (at < length && entries[first + at] >>> 1 < key) {
        at++;
      }
      if (at == length) {
        break;
      }
      boolean known = entries[first + at] >>> 1 == key;
      if (!known && (fresh == 0 || batch[fresh - 1] != batch[i])) {
        batch[fresh++] = batch[i];
      }
    }
    int kept = length - 1;
    int taken = fresh - 1;
    for (int over = 0; over < fresh; over++) {
      if (kept >= 0 && entries[first + kept] > batch[taken]) {
        kept--;
      } else {
        taken--;
      }
    }
    for (int to = length - 1; taken >= 0; to--) {
      entries[first + to] =
          kept >= 0 && entries[first + kept] > batch[taken]
              ? entries[first + kept--]
              : batch[taken--];
    }
  }

  private static void sort(long[] batch, int count) {
    if (count > FEW) {
      Arrays.sort(batch, 0, count);
      return;
    }
    for (int i = 1; i < count; i++) {
      long entry = batch[i];
      int at = i;
      for (; at > 0 && batch[at - 1] > entry; at--) {
        batch[at] = batch[at - 1];
      }
      batch[at] = entry;
    }
  }
}
