// SPDX-License-Identifier: Apache-2.0
/** The page of a run, live, on this machine alone. */
package io.decipher.report.explorer;
