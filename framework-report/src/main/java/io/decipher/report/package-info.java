// SPDX-License-Identifier: Apache-2.0
/** What a run found, as data for a page, and that page in one file. */
package io.decipher.report;
