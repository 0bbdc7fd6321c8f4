// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.Labels;
import io.decipher.api.Manifest;
import io.decipher.api.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecognitionFilesTest {
  @TempDir Path place;
  private Path model;

  /** A model that names four classes, of which the third is of none that was found. */
  @BeforeEach
  void write() throws IOException {
    model = Files.createDirectory(place.resolve("model"));
    Files.writeString(model.resolve("weights"), "w");
    Npy.write(model.resolve(RecognitionFiles.CLASSES), new int[] {1, 0, -1, 2}, 4);
    Npy.write(model.resolve(RecognitionFiles.AGREEMENT), new double[] {0.9}, 1);
    Manifest.write(model, model.resolve(Manifest.FILE), Map.of(), Set.of());
  }

  @Test
  void the_classes_that_a_model_names_become_those_of_today() throws IOException {
    Labels before = Labels.of(new int[] {0, 0, 0, 1, 1, 1, 2, 2, 2, 2, -1});
    Labels now = Labels.of(new int[] {0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 1}); // 0 and 1 are one
    Path to = place.resolve("refined/model");
    RecognitionFiles.keepRefined(model, before, now, to);
    assertThat(RecognitionFiles.classes(to)).isEqualTo(Labels.of(new int[] {0, 0, -1, 1}));
    // One of ten went another way than its class.
    assertThat(RecognitionFiles.agreement(to)).isEqualTo(0.9 - 0.1);
    assertThat(Files.readString(to.resolve("weights"))).isEqualTo("w");
    Manifest.of(to).requireAll(Set.of());
  }

  @Test
  void a_model_that_is_not_what_was_written_is_refused() throws IOException {
    Files.writeString(model.resolve("weights"), "x");
    Labels labels = Labels.of(new int[] {0, 1, 2});
    assertThatThrownBy(
            () -> RecognitionFiles.keepRefined(model, labels, labels, place.resolve("to")))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("weights");
  }
}
