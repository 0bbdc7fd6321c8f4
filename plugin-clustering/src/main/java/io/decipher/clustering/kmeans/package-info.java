// SPDX-License-Identifier: Apache-2.0
/** K-means. */
package io.decipher.clustering.kmeans;
