// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleReader;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.spi.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of a reader of a format, in addition to {@link ProviderContract}: it accepts the
 * files that it can read and no others, without ever throwing; samples are finite and, for images,
 * in [0, 1], and the same each time; a truncated file is rejected by a message that begins with the
 * file; and it stops when the run is cancelled.
 */
public abstract class SampleReaderContract implements ProviderContract<SampleReader> {
  private static final RunContext RUN = RunContext.seeded(1);

  @Override
  public abstract Provider<SampleReader> provider();

  /**
   * Writes a file of the format, with two or more samples unless the format only holds one.
   *
   * @param directory an empty directory for the file
   * @return the file
   */
  public abstract Path write(Path directory) throws IOException;

  private Path file(Path temporary) throws IOException {
    return write(Files.createDirectory(temporary.resolve("sound")));
  }

  /** It reads what it accepts. */
  @Test
  public void it_accepts_and_reads_its_format(@TempDir Path temporary) throws IOException {
    Path file = file(temporary);
    assertThat(plugin().accepts(file)).isTrue();
    Samples samples = plugin().read(file, RUN);
    assertThat(samples.count()).isPositive();
    if (samples.type() instanceof SampleType.Image) {
      Runs.assertBetween(samples.toMatrix(), 0, 1, "images");
    } else {
      Runs.assertFinite(samples.toMatrix(), "samples");
    }
  }

  /** Every reader is asked about every path. */
  @Test
  public void it_does_not_accept_what_is_none_of_its_format(@TempDir Path temporary)
      throws IOException {
    SampleReader reader = plugin();
    assertThat(reader.accepts(temporary.resolve("missing"))).isFalse();
    assertThat(reader.accepts(Files.createDirectory(temporary.resolve("folder")))).isFalse();
    assertThat(reader.accepts(Files.createFile(temporary.resolve("empty")))).isFalse();
    assertThat(reader.accepts(Files.writeString(temporary.resolve("other"), "?!"))).isFalse();
  }

  /** Repeated reading gives the same samples. */
  @Test
  public void it_reads_the_same_each_time(@TempDir Path temporary) throws IOException {
    Path file = file(temporary);
    Runs.assertSame(plugin().read(file, RUN), plugin().read(file, RUN), "read twice");
  }

  /** A file may be cut short by a full disk or an interrupted copy. */
  @Test
  public void a_file_cut_short_is_refused_by_its_name(@TempDir Path temporary) throws IOException {
    Path file = file(temporary);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> plugin().read(file, RUN).toMatrix())
        .isInstanceOf(DecipherException.class)
        .hasMessageStartingWith(file + ": ");
  }

  /** Cancellation takes effect quickly. */
  @Test
  public void it_stops_when_cancelled(@TempDir Path temporary) throws IOException {
    Path file = file(temporary);
    var cancelled = new CancellationToken();
    cancelled.cancel();
    assertThatThrownBy(
            () -> plugin().read(file, RunContext.of(1, ProgressListener.none(), cancelled)))
        .isInstanceOf(CancellationException.class);
  }
}
