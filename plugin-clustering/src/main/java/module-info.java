// SPDX-License-Identifier: Apache-2.0
/** Clusters points and embeds them in few dimensions, in plain Java. */
@org.jspecify.annotations.NullMarked
module io.decipher.clustering {
  requires transitive io.decipher.api; // part of exported types
  requires transitive io.decipher.numerics; // metrics and neighbours
  requires static org.jspecify;

  exports io.decipher.clustering.hdbscan;
  exports io.decipher.clustering.identity;
  exports io.decipher.clustering.kmeans;
  exports io.decipher.clustering.pca;
  exports io.decipher.clustering.umap;

  opens io.decipher.clustering.hdbscan to
      io.decipher.api; // records that it binds
  opens io.decipher.clustering.identity to
      io.decipher.api;
  opens io.decipher.clustering.internal.common to
      io.decipher.api;
  opens io.decipher.clustering.kmeans to
      io.decipher.api;
  opens io.decipher.clustering.pca to
      io.decipher.api;
  opens io.decipher.clustering.umap to
      io.decipher.api;

  provides io.decipher.api.spi.ClustererProvider with
      io.decipher.clustering.hdbscan.HdbscanProvider,
      io.decipher.clustering.kmeans.KMeansProvider;
  provides io.decipher.api.spi.ProjectorProvider with
      io.decipher.clustering.umap.UmapProvider,
      io.decipher.clustering.pca.PcaProvider,
      io.decipher.clustering.identity.IdentityProvider;
}
