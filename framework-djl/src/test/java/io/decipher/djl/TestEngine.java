package io.decipher.djl;

/** The engine that tests run on: {@code -Dpytorch -Ddecipher.test.engine=PyTorch} for the other. */
final class TestEngine {
  static final String NAME = System.getProperty("decipher.test.engine", Engines.MXNET);

  private TestEngine() {}
}
