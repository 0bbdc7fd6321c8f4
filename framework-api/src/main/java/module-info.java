// SPDX-License-Identifier: Apache-2.0
/**
 * Provides the value types, service interfaces, settings and plugin discovery that a plugin author
 * needs.
 */
@org.jspecify.annotations.NullMarked
module io.decipher.api {
  requires static transitive org.apiguardian.api;
  requires static transitive org.jspecify;
  requires typesafe.config;

  exports io.decipher.api;
  exports io.decipher.api.spi;

  uses io.decipher.api.spi.DatasetProvider;
  uses io.decipher.api.spi.PreprocessorProvider;
  uses io.decipher.api.spi.FeatureExtractorProvider;
  uses io.decipher.api.spi.ProjectorProvider;
  uses io.decipher.api.spi.ClustererProvider;
  uses io.decipher.api.spi.GenerativeModelProvider;
  uses io.decipher.api.spi.SampleReaderProvider;
  uses io.decipher.api.spi.EvaluatorProvider;
  uses io.decipher.api.spi.ToolProvider;
  uses io.decipher.api.spi.ResultWriterProvider;
}
