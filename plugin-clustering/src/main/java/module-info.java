/** Finds classes in points and lays points out in few dimensions, in plain Java. */
@org.jspecify.annotations.NullMarked
module io.decipher.clustering {
  requires transitive io.decipher.api; // our exported types mention it
  requires static org.jspecify;

  exports io.decipher.clustering;

  opens io.decipher.clustering to
      io.decipher.api; // records that it binds

  provides io.decipher.api.spi.ClustererProvider with
      io.decipher.clustering.HdbscanProvider;
  provides io.decipher.api.spi.ProjectorProvider with
      io.decipher.clustering.UmapProvider,
      io.decipher.clustering.PcaProvider;
}
