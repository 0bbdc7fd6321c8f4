// SPDX-License-Identifier: Apache-2.0
/**
 * An evaluator of generated digits, by a classifier that nothing else may know: a plugin, so that
 * no program ships it that does not ask for it.
 */
@org.jspecify.annotations.NullMarked
module io.decipher.judge {
  requires transitive io.decipher.api; // our exported types mention it
  requires io.decipher.numerics;
  requires com.google.gson;
  requires ejml.core;
  requires ejml.ddense;
  requires static org.jspecify;

  exports io.decipher.judge;

  provides io.decipher.api.spi.EvaluatorProvider with
      io.decipher.judge.DigitEvaluatorProvider;
}
