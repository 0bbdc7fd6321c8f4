// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import io.decipher.djl.Parameters;
import java.util.random.RandomGenerator;

/**
 * A recurrent cell: maps an input and a state (b x units) to the next state.
 *
 * <p>It is composed of array operations: the engines' fused operators support neither the
 * individual ends of a batch's sequences nor a decoder's feedback, and each engine has its own
 * weight layout.
 *
 * @param name the parameters are {@code NAME.input.weight}, (gates · units x inputs), {@code
 *     NAME.input.bias} and {@code NAME.state.weight}, (gates · units x units), and, for a GRU,
 *     {@code NAME.state.bias}; the order of gates is that of PyTorch: r, z, n for a GRU and i, f,
 *     g, o for an LSTM
 * @param kind the kind of cell
 * @param inputs 1 or more
 * @param units 1 or more
 */
public record RecurrentCell(String name, Kind kind, int inputs, int units) {
  /** The kind of cell. */
  public enum Kind {
    /**
     * Gated recurrent unit, with the reset gate applied after the product.
     *
     * @see <a href="https://arxiv.org/abs/1406.1078">Cho et al. 2014</a>
     */
    GRU(3),
    /**
     * Long short-term memory with a forget gate.
     *
     * @see <a href="https://doi.org/10.1162/neco.1997.9.8.1735">Hochreiter and Schmidhuber 1997</a>
     * @see <a href="https://doi.org/10.1162/089976600300015015">Gers et al. 2000</a>
     */
    LSTM(4);

    private final int gates;

    Kind(int gates) {
      this.gates = gates;
    }
  }

  /** Adds the parameters; the forget gate of an LSTM is initially open. */
  public void addTo(Parameters parameters, RandomGenerator random) {
    input().addTo(parameters, random);
    state().addTo(parameters, random);
  }

  /** Returns the layer from inputs to gates. */
  private Linear input() {
    return new Linear(name + ".input", inputs, kind.gates * units, true);
  }

  /** Returns the layer from the previous output to gates. */
  private Linear state() {
    return new Linear(name + ".state", units, kind.gates * units, kind == Kind.GRU);
  }

  /** Returns the contribution of inputs (n x inputs) to the gates, (n x gates · units). */
  NDArray gates(NDArray x, Parameters parameters) {
    return input().forward(x, parameters, false);
  }

  /** Returns the number of gate values per step. */
  int gateCount() {
    return kind.gates * units;
  }

  /** Returns an initial state with a given output (b x units), and a memory cell for an LSTM. */
  NDList begin(NDArray output) {
    return kind == Kind.GRU ? new NDList(output) : new NDList(output, output);
  }

  /**
   * Returns the next state, whose head is the output, (b x units).
   *
   * @param gates the contribution of the step's input, (b x gates · units)
   */
  NDList next(NDArray gates, NDList state, Parameters parameters) {
    NDArray own = state().forward(state.head(), parameters, false); // (b x gates · units)
    return kind == Kind.GRU ? gru(gates, own, state.head()) : lstm(gates.add(own), state.get(1));
  }

  private NDList gru(NDArray gates, NDArray own, NDArray last) {
    NDArray open = Activation.sigmoid(part(gates, 0, 2).add(part(own, 0, 2)));
    NDArray reset = part(open, 0, 1);
    NDArray kept = part(open, 1, 2);
    NDArray fresh = Activation.tanh(part(gates, 2, 3).add(reset.mul(part(own, 2, 3))));
    return new NDList(fresh.add(kept.mul(last.sub(fresh))));
  }

  private NDList lstm(NDArray gates, NDArray memory) {
    NDArray in = Activation.sigmoid(part(gates, 0, 1));
    // A forget gate that is initially half open forgets after a few steps (Jozefowicz et al. 2015).
    NDArray kept = Activation.sigmoid(part(gates, 1, 2).add(1));
    NDArray fresh = Activation.tanh(part(gates, 2, 3));
    NDArray out = Activation.sigmoid(part(gates, 3, 4));
    NDArray next = kept.mul(memory).add(in.mul(fresh));
    return new NDList(out.mul(Activation.tanh(next)), next);
  }

  private NDArray part(NDArray gates, int from, int to) {
    return gates.get(":, " + from * units + ":" + to * units);
  }
}
