// SPDX-License-Identifier: Apache-2.0
/** The minimum spanning tree of mutual reachability, and the searches it takes; not exported. */
package io.decipher.clustering.internal.mst;
