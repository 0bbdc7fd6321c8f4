// SPDX-License-Identifier: Apache-2.0
/** HDBSCAN*: classes as the regions whose density lasts longest, and how valid they are. */
package io.decipher.clustering.hdbscan;
