// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

/** The engine that tests run on: {@code -Dpytorch -Ddecipher.test.engine=PyTorch} for the other. */
public final class TestEngine {
  public static final String NAME = System.getProperty("decipher.test.engine", Engines.MXNET);

  private TestEngine() {}
}
