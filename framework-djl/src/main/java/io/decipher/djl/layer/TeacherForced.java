// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import io.decipher.djl.Parameters;

/**
 * A layer that generates a sequence step by step, each from the previous step: its own output or,
 * in training, the true value (teacher forcing, Williams and Zipser 1989), or the true value at
 * some steps (scheduled sampling, Bengio et al. 2015).
 *
 * @see <a href="https://doi.org/10.1162/neco.1989.1.2.270">Williams and Zipser 1989</a>
 * @see <a href="https://arxiv.org/abs/1506.03099">Bengio et al. 2015</a>
 */
public interface TeacherForced extends Layer {
  /**
   * Returns the layer's output with teacher forcing.
   *
   * @param truth the true values, (b x channels · steps)
   * @param shown 1 for a step generated from the true previous one, and 0 for one generated from
   *     the layer's own, (b x steps)
   */
  NDArray forced(NDArray x, NDArray truth, NDArray shown, Parameters parameters);
}
