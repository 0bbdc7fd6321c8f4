// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.Evaluator;

/** Makes evaluators. */
public non-sealed interface EvaluatorProvider extends Provider<Evaluator> {
  @Override
  default Class<?> yields() {
    return Evaluator.class;
  }
}
