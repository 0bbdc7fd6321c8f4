// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatentTableTest {
  @TempDir Path temporary;

  @Test
  void what_was_written_is_read_to_the_bit() throws IOException {
    FloatMatrix values =
        FloatMatrix.ofRows(
            new float[] {0.1f, -3.4e-20f}, new float[] {1f / 3, 16_777_215f}, new float[] {0, -0f});
    Samples samples =
        Samples.of(values, SampleType.vector(2)).withNames(List.of("a,b", "c\"d", "e"));
    Path file = temporary.resolve("latents.csv");
    LatentTable.write(file, samples, values);
    LatentTable read = LatentTable.read(file).orElseThrow();
    assertThat(read.values().toArray()).containsExactly(values.toArray());
    assertThat(read.names()).containsExactly("a,b", "c\"d", "e");
  }

  @Test
  void columns_are_known_by_their_names_among_others() throws IOException {
    Path file = temporary.resolve("mine.csv");
    Files.writeString(file, "site,z1,name,z0\nn,2,a,1\ns,4,b,3\n");
    LatentTable read = LatentTable.read(file).orElseThrow();
    assertThat(read.values().toArray()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void numbers_alone_are_no_such_table_and_a_word_is_no_number() throws IOException {
    Path plain = temporary.resolve("plain.csv");
    Files.writeString(plain, "1,2\n3,4\n");
    assertThat(LatentTable.read(plain)).isEmpty();
    Path wrong = temporary.resolve("wrong.csv");
    Files.writeString(wrong, "name,z0\na,1\nb,x\nc,3\nd,2\ne,5\n");
    assertThatThrownBy(() -> LatentTable.read(wrong))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("'x'; expected a number");
  }
}
