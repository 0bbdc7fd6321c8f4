// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import io.decipher.djl.Parameters;
import java.util.random.RandomGenerator;

/**
 * A step of a recurrent net: from an input and a state (b x units) to the next state.
 *
 * <p>Written of array operations: the fused operations that engines have know neither where a
 * sequence of a batch ends nor what a decoder said a step before, and each engine lays their
 * weights in its own way.
 *
 * @param name the parameters are {@code NAME.input.weight}, (gates · units x inputs), {@code
 *     NAME.input.bias} and {@code NAME.state.weight}, (gates · units x units), and, of a GRU,
 *     {@code NAME.state.bias}; gates in the order r, z, n of a GRU and i, f, g, o of an LSTM, as
 *     PyTorch has them
 * @param kind which cell
 * @param inputs 1 or more
 * @param units 1 or more
 */
public record RecurrentCell(String name, Kind kind, int inputs, int units) {
  /** Which cell. */
  public enum Kind {
    /**
     * Gated recurrent unit, with the reset gate behind the product.
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

  /** Adds the parameters; the forget gate of an LSTM is open to begin with. */
  public void addTo(Parameters parameters, RandomGenerator random) {
    input().addTo(parameters, random);
    state().addTo(parameters, random);
  }

  /** The layer from inputs to gates. */
  private Linear input() {
    return new Linear(name + ".input", inputs, kind.gates * units, true);
  }

  /** The layer from the last output to gates. */
  private Linear state() {
    return new Linear(name + ".state", units, kind.gates * units, kind == Kind.GRU);
  }

  /** Returns what inputs (n x inputs) bring to the gates, (n x gates · units). */
  NDArray gates(NDArray x, Parameters parameters) {
    return input().forward(x, parameters, false);
  }

  /** Returns how many values a step's gates have. */
  int gateCount() {
    return kind.gates * units;
  }

  /** Returns a first state by its output (b x units): that alone, or with a memory for it. */
  NDList begin(NDArray output) {
    return kind == Kind.GRU ? new NDList(output) : new NDList(output, output);
  }

  /**
   * Returns the next state; its head is the output, (b x units).
   *
   * @param gates what the step's input brings, (b x gates · units)
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
    // A gate that starts half shut forgets what was a few steps ago (Jozefowicz et al. 2015).
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
