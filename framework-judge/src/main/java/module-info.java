// SPDX-License-Identifier: Apache-2.0
/**
 * An evaluator of generated digits, based on a classifier that must not be used elsewhere. It is a
 * plugin, so only programs that ask for it ship it.
 */
@org.jspecify.annotations.NullMarked
module io.decipher.judge {
  requires transitive io.decipher.api; // part of exported types
  requires io.decipher.numerics;
  requires com.google.gson;
  requires ejml.core;
  requires ejml.ddense;
  requires static org.jspecify;

  exports io.decipher.judge;

  provides io.decipher.api.spi.EvaluatorProvider with
      io.decipher.judge.DigitEvaluatorProvider;
}
