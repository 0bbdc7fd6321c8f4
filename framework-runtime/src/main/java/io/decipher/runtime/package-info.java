// SPDX-License-Identifier: Apache-2.0
/**
 * The jobs, for programs that embed them and for the command line; what they return is in {@link
 * io.decipher.runtime.report}.
 */
package io.decipher.runtime;
