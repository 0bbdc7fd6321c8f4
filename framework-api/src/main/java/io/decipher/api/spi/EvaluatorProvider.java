// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.Evaluator;
import org.apiguardian.api.API;

/** Provides evaluators. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public non-sealed interface EvaluatorProvider extends Provider<Evaluator> {
  @Override
  default Class<?> yields() {
    return Evaluator.class;
  }
}
