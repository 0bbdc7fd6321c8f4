// SPDX-License-Identifier: Apache-2.0
/** A data set plugin, as small as one gets. */
package io.decipher.examples;
