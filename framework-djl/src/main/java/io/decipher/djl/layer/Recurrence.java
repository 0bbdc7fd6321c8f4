// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.decipher.djl.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent encoder: maps sequences (b x rows · steps), channel by channel, to the final states
 * of the top layer, (b x outputs), of the forward direction and, if bidirectional, the backward
 * one.
 *
 * <p>If the rows contain a presence channel, which is 1 within a sequence and 0 after its end, a
 * state remains constant after the end, so values there have no effect.
 *
 * @param name the cells are {@code NAME.LAYER.forward} and {@code NAME.LAYER.backward}
 * @param cell the kind of cell
 * @param frames the layout of the steps in a row
 * @param units the number of units of each cell
 * @param layers the number of layers, each of which reads the outputs of the one below; 1 or more
 * @param bidirectional whether each layer also runs backward (Schuster and Paliwal 1997)
 * @implNote steps · layers · directions sequential cell evaluations
 * @see <a href="https://doi.org/10.1109/78.650093">Schuster and Paliwal 1997</a>
 */
public record Recurrence(
    String name,
    RecurrentCell.Kind cell,
    Frames frames,
    int units,
    int layers,
    boolean bidirectional)
    implements Layer {
  /** Returns the number of output values. */
  public int outputs() {
    return bidirectional ? 2 * units : units;
  }

  @Override
  public void addTo(Parameters parameters, RandomGenerator random) {
    for (int layer = 0; layer < layers; layer++) {
      for (RecurrentCell each : cells(layer)) {
        each.addTo(parameters, random);
      }
    }
  }

  private List<RecurrentCell> cells(int layer) {
    int inputs = layer == 0 ? frames.channels() : outputs();
    List<RecurrentCell> cells = new ArrayList<>();
    cells.add(new RecurrentCell(name + "." + layer + ".forward", cell, inputs, units));
    if (bidirectional) {
      cells.add(new RecurrentCell(name + "." + layer + ".backward", cell, inputs, units));
    }
    return cells;
  }

  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    int steps = frames.steps();
    NDArray y = frames.values(x); // (steps x b x channels)
    NDArray presence = frames.presence(x); // (steps x b x 1)
    NDArray last = y;
    for (int layer = 0; layer < layers; layer++) {
      List<NDList> outputs = new ArrayList<>();
      NDList ends = new NDList();
      List<RecurrentCell> cells = cells(layer);
      for (int direction = 0; direction < cells.size(); direction++) {
        NDList each = read(cells.get(direction), y, presence, direction == 1, parameters);
        outputs.add(each);
        ends.add(each.get(direction == 1 ? 0 : steps - 1));
      }
      last = ends.size() == 1 ? ends.head() : NDArrays.concat(ends, 1);
      if (layer + 1 < layers) {
        NDArray forth = NDArrays.stack(outputs.get(0)); // (steps x b x units)
        y =
            outputs.size() == 1
                ? forth
                : NDArrays.concat(new NDList(forth, NDArrays.stack(outputs.get(1))), 2);
      }
    }
    return last;
  }

  /** Returns the output of each step, in step order, each (b x units). */
  private NDList read(
      RecurrentCell reader,
      NDArray y,
      @Nullable NDArray presence,
      boolean backward,
      Parameters parameters) {
    int steps = frames.steps();
    long batch = y.getShape().get(1);
    NDArray gates =
        reader
            .gates(y.reshape(steps * batch, y.getShape().get(2)), parameters)
            .reshape(steps, batch, reader.gateCount());
    NDList state = reader.begin(y.getManager().zeros(new Shape(batch, units)));
    NDArray[] outputs = new NDArray[steps];
    for (int i = 0; i < steps; i++) {
      int step = backward ? steps - 1 - i : i;
      NDList next = reader.next(gates.get(step), state, parameters);
      state = presence == null ? next : kept(state, next, presence.get(step));
      outputs[step] = state.head();
    }
    return new NDList(outputs);
  }

  private static NDList kept(NDList state, NDList next, NDArray present) {
    NDList kept = new NDList();
    for (int i = 0; i < state.size(); i++) {
      NDArray old = state.get(i);
      kept.add(old.add(next.get(i).sub(old).mul(present)));
    }
    return kept;
  }

  @Override
  public String kind() {
    return cell + (bidirectional ? ", both ways" : "");
  }
}
