// SPDX-License-Identifier: Apache-2.0
/**
 * What all data sets have in common, whichever plugin reads them; and the tables written of
 * samples, by name.
 */
package io.decipher.runtime.internal.data;
