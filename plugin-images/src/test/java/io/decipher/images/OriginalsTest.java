// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Prepared;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginalsTest {
  @TempDir private Path folder;

  @Test
  void lie_as_they_came_in_a_square_and_what_is_gone_is_black() throws IOException {
    for (int i = 0; i < 4; i++) {
      Drawings.write(
          folder,
          "sign-" + i + ".png",
          Drawings.bytes(Drawings.cross(80, 40, Color.BLACK, Color.WHITE), "png"));
    }
    Prepared dataset = (Prepared) new Images(folder).open();
    dataset.samples();
    Files.delete(folder.resolve("sign-3.png"));

    Samples originals = dataset.originals(32, 1, 3).orElseThrow();

    assertThat(originals.type()).isEqualTo(new SampleType.Image(3, 32, 32));
    float[] square = originals.row(0);
    assertThat(square[0]).isEqualTo(1); // of the paper's tone above and below
    float darkest = 1;
    for (float value : square) {
      darkest = Math.min(darkest, value);
    }
    assertThat(darkest).isLessThan(0.2f); // ink, as it came
    assertThat(originals.row(1)).containsOnly(0);
  }
}
