// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.decipher.djl.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The result of a layer for a batch.
 *
 * @param name the prefix of its parameters; empty if it has none
 * @param kind what it does, in a few words
 * @param output the shape of its output for one sample
 * @param parameters the number of trainable parameters
 * @param units the number of channels or features that can be dead; 0 for a layer that only
 *     rearranges values
 * @param silent the number of dead units, whose output is constant over the whole batch and all
 *     positions
 */
public record LayerTrace(
    String name, String kind, List<Integer> output, long parameters, int units, int silent) {
  /** Differences below this, relative to the layer's greatest value, are rounding errors. */
  private static final float ROUNDING = 1e-6f;

  /** Copies the list. */
  public LayerTrace {
    output = List.copyOf(output);
  }

  /**
   * Describes a layer by its output for a batch; see {@link Layer#trace}.
   *
   * @param output (b x units …)
   * @param parameters the parameters of the network
   */
  public static LayerTrace of(Layer layer, NDArray output, Parameters parameters) {
    Shape shape = output.getShape();
    List<Integer> sides = new ArrayList<>();
    for (int i = 1; i < shape.dimension(); i++) {
      sides.add(Math.toIntExact(shape.get(i)));
    }
    boolean moves = layer instanceof Reshape || layer instanceof Frame;
    int units = moves ? 0 : sides.get(0);
    String name = "";
    long learned = 0;
    // The layer itself knows which parameters it adds.
    try (Parameters own = new Parameters(parameters.engine())) {
      if (!(layer instanceof Residual)) { // inner layers are traced separately
        layer.addTo(own, new SplittableRandom(0));
      }
      for (String each : own.weights()) {
        name = each.substring(0, each.lastIndexOf('.'));
      }
      learned = own.size();
    }
    return new LayerTrace(name, layer.kind(), sides, learned, units, silent(output, units));
  }

  private static int silent(NDArray output, int units) {
    if (units == 0) {
      return 0;
    }
    float[] values = output.toFloatArray(); // (b, units, places), row-major
    int batch = Math.toIntExact(output.getShape().get(0));
    int places = values.length / (batch * units);
    float[] least = new float[units];
    float[] most = new float[units];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    Arrays.fill(most, Float.NEGATIVE_INFINITY);
    float greatest = 0;
    for (int i = 0; i < values.length; i++) {
      int unit = i / places % units;
      least[unit] = Math.min(least[unit], values[i]);
      most[unit] = Math.max(most[unit], values[i]);
      greatest = Math.max(greatest, Math.abs(values[i]));
    }
    int silent = 0;
    for (int unit = 0; unit < units; unit++) {
      if (most[unit] - least[unit] <= ROUNDING * greatest) {
        silent++;
      }
    }
    return silent;
  }
}
