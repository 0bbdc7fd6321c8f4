// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Attributes;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.Samples;
import io.decipher.numerics.SequenceOrder;
import io.decipher.runtime.internal.config.ContextSettings;
import io.decipher.runtime.internal.config.FeatureEntry;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The context of each sample, if samples form sequences: syllables of a song, signs of a line,
 * bouts of a day. Variants of a class that look alike may be distinguished by their positions, and
 * two similar classes with the same contexts may be one (distributional analysis).
 *
 * @see <a href="https://doi.org/10.1080/00437956.1954.11659520">Harris 1954</a>
 */
final class SequenceContext {
  private static final int NONE = -1; // outside of a sequence

  private final int[][] neighbours; // (n x 2 span): before, nearest last; after, nearest first

  private SequenceContext(int[][] neighbours) {
    this.neighbours = neighbours;
  }

  /**
   * Finds the neighbours of every sample.
   *
   * @throws DecipherException if samples lack the attributes that define sequences, or the order is
   *     not numeric
   */
  static SequenceContext of(Samples samples, ContextSettings settings) {
    Attributes attributes = samples.attributes();
    List<String> sequence =
        NamedAttribute.text(attributes, "context.sequence", settings.sequence());
    NamedAttribute.text(attributes, "context.order", settings.order());
    double[] at =
        attributes
            .numbers(settings.order())
            .orElseThrow(
                () ->
                    new DecipherException(
                        "context.order names '"
                            + settings.order()
                            + "', which holds text; expected numbers that samples follow each other"
                            + " by"));
    int n = samples.count();
    // Samples without a sequence or position have no context, and belong to none.
    int[] order =
        IntStream.of(SequenceOrder.of(sequence, at))
            .filter(i -> !sequence.get(i).isEmpty() && !Double.isNaN(at[i]))
            .toArray();
    int span = settings.span();
    int[][] neighbours = new int[n][2 * span];
    for (int[] row : neighbours) {
      Arrays.fill(row, NONE);
    }
    for (int place = 0; place < order.length; place++) {
      int sample = order[place];
      for (int step = 1; step <= span; step++) {
        neighbours[sample][span - step] = within(order, place - step, sequence, sample);
        neighbours[sample][span + step - 1] = within(order, place + step, sequence, sample);
      }
    }
    return new SequenceContext(neighbours);
  }

  private static int within(int[] order, int place, List<String> sequence, int sample) {
    return place >= 0
            && place < order.length
            && sequence.get(order[place]).equals(sequence.get(sample))
        ? order[place]
        : NONE;
  }

  /**
   * Returns the context of every sample as classes found before: for each position before and
   * after, one column per class and one for the end of a sequence, one-hot. A neighbour that is
   * noise sets none of them.
   *
   * @param found (n)
   * @return (n x 2 span (classes + 1))
   * @throws DecipherException if that does not fit into memory
   */
  FloatMatrix vectors(Labels found) {
    int kinds = found.classes() + 1;
    int places = neighbours.length == 0 ? 0 : neighbours[0].length;
    int columns = Math.multiplyExact(places, kinds); // at most 200 times the number of samples
    new MemoryForecast().requireFits(FeatureEntry.CONTEXT, neighbours.length, columns);
    float[] values = new float[Math.multiplyExact(neighbours.length, columns)];
    for (int i = 0; i < neighbours.length; i++) {
      for (int place = 0; place < places; place++) {
        int other = neighbours[i][place];
        int kind = other == NONE ? kinds - 1 : found.get(other);
        if (kind != Labels.NOISE) {
          values[i * columns + place * kinds + kind] = 1;
        }
      }
    }
    return FloatMatrix.wrap(neighbours.length, columns, values);
  }
}
