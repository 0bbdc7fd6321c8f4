// SPDX-License-Identifier: Apache-2.0
/**
 * How good generated digits are.
 *
 * <p>Everything here is for scoring alone: the classifier learned from labels that people gave, so
 * no feature, projection, cluster or model may depend on it, and a test reads the byte code for
 * that.
 */
package io.decipher.judge;
