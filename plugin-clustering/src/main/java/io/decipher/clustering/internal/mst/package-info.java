// SPDX-License-Identifier: Apache-2.0
/**
 * The minimum spanning tree in mutual reachability, and the searches that it requires; not
 * exported.
 */
package io.decipher.clustering.internal.mst;
