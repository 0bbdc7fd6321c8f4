// SPDX-License-Identifier: Apache-2.0
/**
 * How good generated digits are.
 *
 * <p>Everything here is for scoring alone: the classifier learned from labels that people gave, so
 * no feature, projection, cluster or model may depend on it, and a test reads the byte code for
 * that.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
package io.decipher.judge;

import org.apiguardian.api.API;
