/** K-means. */
package io.decipher.clustering.kmeans;
