// SPDX-License-Identifier: Apache-2.0
package io.decipher.onnx;

import io.decipher.api.Settings;
import io.decipher.testkit.FeatureExtractorContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class OnnxContractTest extends FeatureExtractorContract {
  @TempDir static Path folder;

  @BeforeAll
  static void encoder() throws IOException {
    Files.write(folder.resolve("tiny.onnx"), TinyEncoder.of("Flatten", 3, 6, 6));
  }

  @Override
  public OnnxProvider provider() {
    return new OnnxProvider();
  }

  @Override
  public Settings settings() {
    return Settings.empty()
        .withValue("path", folder.resolve("tiny.onnx").toString())
        .with("prepare", Settings.parse("test", "size = 6"));
  }
}
