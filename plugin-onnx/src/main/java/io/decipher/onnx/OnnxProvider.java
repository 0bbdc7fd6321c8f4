// SPDX-License-Identifier: Apache-2.0
package io.decipher.onnx;

import io.decipher.api.FeatureExtractor;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.Sha256;
import io.decipher.api.spi.FeatureExtractorProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Creates {@link Onnx}. */
public final class OnnxProvider implements FeatureExtractorProvider {
  private static final String PATH = "path";
  private static final String SHA256 = "sha256";

  /** Called by the {@link java.util.ServiceLoader}. */
  public OnnxProvider() {}

  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public String description() {
    return "The output of an encoder in an ONNX file for images, by ONNX Runtime";
  }

  @Override
  public FeatureExtractor create(Settings settings) {
    return settings.as(Onnx.class);
  }

  @Override
  public boolean accepts(SampleType type) {
    return type instanceof SampleType.Image;
  }

  /** Adds the digest of the file, so that a run records which file was used. */
  @Override
  public Settings recorded(Settings settings) {
    Optional<Path> file = settings.text(PATH).map(Path::of).filter(Files::isRegularFile);
    if (file.isEmpty() || settings.has(SHA256)) {
      return settings;
    }
    try {
      return settings.withValue(SHA256, Sha256.hex(file.get()));
    } catch (IOException e) {
      return settings; // whoever reads the file reports it
    }
  }
}
