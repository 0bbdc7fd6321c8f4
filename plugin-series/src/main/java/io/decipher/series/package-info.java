// SPDX-License-Identifier: Apache-2.0
/** Series of numbers, a file each or cut from long logs, as samples; and features of them. */
package io.decipher.series;
