// SPDX-License-Identifier: Apache-2.0
/** What a person said of the classes that a run found: a journal, and the classes that follow. */
package io.decipher.report.corrections;
