// SPDX-License-Identifier: Apache-2.0
/**
 * Evaluates the quality of generated digits.
 *
 * <p>Everything here is for scoring only: the classifier was trained on labels given by people, so
 * no feature, projection, clustering or model may depend on it, which a test verifies in the
 * bytecode.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.judge;

import org.apiguardian.api.API;
