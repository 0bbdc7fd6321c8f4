// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import io.decipher.djl.Parameters;
import java.util.List;

/** Reshapes each sample. */
record Reshape(List<Integer> sides) implements Layer {
  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    long[] shape = new long[sides.size() + 1];
    shape[0] = x.getShape().get(0);
    for (int i = 0; i < sides.size(); i++) {
      shape[i + 1] = sides.get(i);
    }
    return x.reshape(shape);
  }

  @Override
  public String kind() {
    return "reshape";
  }
}
