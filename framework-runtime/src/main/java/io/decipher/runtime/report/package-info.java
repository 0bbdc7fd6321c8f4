// SPDX-License-Identifier: Apache-2.0
/** What the jobs found and measured: the values that a program reads once a job has ended. */
package io.decipher.runtime.report;
