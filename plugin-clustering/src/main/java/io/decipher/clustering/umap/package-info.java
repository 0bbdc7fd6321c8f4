/** UMAP: layouts in which near points stay near. */
package io.decipher.clustering.umap;
