// SPDX-License-Identifier: Apache-2.0
/** What every data set has, whichever plugin reads it; and what is written of samples, by name. */
package io.decipher.runtime.internal.data;
