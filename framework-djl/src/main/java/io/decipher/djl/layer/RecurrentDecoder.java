// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.decipher.djl.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent decoder: generates sequences (b x rows · steps), channel by channel, from a context
 * vector of each, (b x units). The initial state of each cell is its hyperbolic tangent, which is
 * also an input of every step, along with the values of the previous step (zeros before the first).
 *
 * @param name the cells are {@code NAME.LAYER}, and {@code NAME.context} and {@code NAME.output}
 *     the layers before and after them
 * @param cell the kind of cell
 * @param frames the layout of a step; its values are followed by the presence of the step as a
 *     logit
 * @param units the number of units of each cell
 * @param layers the number of layers, 1 or more
 * @param sigmoid whether a value is 1/(1 + exp(−y)) of the output y, which is then fed back
 * @implNote steps · layers sequential cell evaluations
 * @see <a href="https://arxiv.org/abs/1409.3215">Sutskever et al. 2014</a>
 * @see <a href="https://arxiv.org/abs/1502.04681">Srivastava et al. 2015</a>
 */
public record RecurrentDecoder(
    String name, RecurrentCell.Kind cell, Frames frames, int units, int layers, boolean sigmoid)
    implements TeacherForced {
  @Override
  public void addTo(Parameters parameters, RandomGenerator random) {
    cells().forEach(each -> each.addTo(parameters, random));
    context().addTo(parameters, random);
    output().addTo(parameters, random);
  }

  private List<RecurrentCell> cells() {
    List<RecurrentCell> cells = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      cells.add(
          new RecurrentCell(
              name + "." + layer, cell, layer == 0 ? frames.channels() : units, units));
    }
    return cells;
  }

  private Linear context() {
    return new Linear(name + ".context", units, cells().get(0).gateCount(), false);
  }

  private Linear output() {
    return new Linear(name + ".output", units, frames.rows(), true);
  }

  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    return decode(x, null, null, parameters);
  }

  @Override
  public NDArray forced(NDArray x, NDArray truth, NDArray shown, Parameters parameters) {
    long batch = x.getShape().get(0);
    NDArray byStep =
        truth.reshape(batch, frames.channels(), frames.steps()).transpose(2, 0, 1); // (steps, b, c)
    return decode(x, byStep, shown, parameters);
  }

  private NDArray decode(
      NDArray x, @Nullable NDArray truth, @Nullable NDArray shown, Parameters parameters) {
    long batch = x.getShape().get(0);
    List<RecurrentCell> cells = cells();
    Linear output = output();
    NDArray begin = Activation.tanh(x); // (b x units)
    NDArray context = context().forward(begin, parameters, false); // (b x gates · units)
    List<NDList> states = new ArrayList<>();
    cells.forEach(each -> states.add(each.begin(begin)));
    NDArray before = x.getManager().zeros(new Shape(batch, frames.channels()));
    NDList steps = new NDList();
    for (int step = 0; step < frames.steps(); step++) {
      NDArray y = before;
      for (int layer = 0; layer < layers; layer++) {
        RecurrentCell each = cells.get(layer);
        NDArray gates = each.gates(y, parameters);
        states.set(
            layer,
            each.next(layer == 0 ? gates.add(context) : gates, states.get(layer), parameters));
        y = states.get(layer).head();
      }
      NDArray made = output.forward(y, parameters, false); // (b x rows)
      steps.add(made);
      if (step + 1 < frames.steps()) {
        before = values(made);
        if (truth != null && shown != null) {
          NDArray share = shown.get(":, " + (step + 1) + ":" + (step + 2)); // (b x 1)
          before = before.add(truth.get(step).sub(before).mul(share));
        }
      }
    }
    return NDArrays.stack(steps) // (steps x b x rows)
        .transpose(1, 2, 0)
        .reshape(batch, frames.size());
  }

  private NDArray values(NDArray made) {
    NDArray values = frames.unequal() ? made.get(":, 0:" + frames.channels()) : made;
    return sigmoid ? Activation.sigmoid(values) : values;
  }

  @Override
  public String kind() {
    return cell + ", step by step";
  }
}
