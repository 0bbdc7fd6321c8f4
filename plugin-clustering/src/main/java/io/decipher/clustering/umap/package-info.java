// SPDX-License-Identifier: Apache-2.0
/** UMAP: layouts in which near points stay near. */
package io.decipher.clustering.umap;
