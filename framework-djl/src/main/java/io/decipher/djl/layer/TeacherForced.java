// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import io.decipher.djl.Parameters;

/**
 * A layer that makes a sequence step by step, each of the step before: its own, or, in training,
 * the true one (Williams and Zipser 1989), at some steps (scheduled sampling, Bengio et al. 2015).
 *
 * @see <a href="https://doi.org/10.1162/neco.1989.1.2.270">Williams and Zipser 1989</a>
 * @see <a href="https://arxiv.org/abs/1506.03099">Bengio et al. 2015</a>
 */
public interface TeacherForced extends Layer {
  /**
   * The layer's output where it is shown the truth.
   *
   * @param truth the true values, (b x channels · steps)
   * @param shown 1 where a step is made of the true one before it, and 0 where of its own, (b x
   *     steps)
   */
  NDArray forced(NDArray x, NDArray truth, NDArray shown, Parameters parameters);
}
