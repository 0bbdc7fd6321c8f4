// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.EvaluatorProvider;
import io.decipher.api.spi.FeatureExtractorProvider;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.api.spi.PreprocessorProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.api.spi.Provider;
import io.decipher.api.spi.ResultWriterProvider;
import io.decipher.api.spi.SampleReaderProvider;
import io.decipher.api.spi.ToolProvider;

/** The kinds of plugins. */
public enum PluginKind {
  /** Creates a {@link Dataset}. */
  DATASET("dataset", DatasetProvider.class),
  /** Creates a {@link Preprocessor}. */
  PREPROCESSOR("preprocessor", PreprocessorProvider.class),
  /** Creates a {@link FeatureExtractor}. */
  FEATURE("feature", FeatureExtractorProvider.class),
  /** Creates a {@link Projector}. */
  PROJECTOR("projector", ProjectorProvider.class),
  /** Creates a {@link Clusterer}. */
  CLUSTERER("clusterer", ClustererProvider.class),
  /** Creates a {@link GenerativeModel}. */
  MODEL("model", GenerativeModelProvider.class),
  /** Creates a {@link SampleReader}. */
  READER("reader", SampleReaderProvider.class),
  /** Creates an {@link Evaluator}. */
  EVALUATOR("evaluator", EvaluatorProvider.class),
  /** Creates a {@link Tool}. */
  TOOL("tool", ToolProvider.class),
  /** Creates a {@link ResultWriter}. */
  WRITER("writer", ResultWriterProvider.class);

  private final String title;
  private final Class<? extends Provider<?>> service;

  PluginKind(String title, Class<? extends Provider<?>> service) {
    this.title = title;
    this.service = service;
  }

  /** Returns the name of the kind, as in {@code decipher.defaults.KIND.NAME}. */
  public String title() {
    return title;
  }

  /** Returns the service through which plugins of this kind are found. */
  public Class<? extends Provider<?>> service() {
    return service;
  }

  static PluginKind of(Class<?> service) {
    for (PluginKind kind : values()) {
      if (kind.service == service) {
        return kind;
      }
    }
    throw new IllegalArgumentException(service.getName() + " is not a plugin service");
  }
}
