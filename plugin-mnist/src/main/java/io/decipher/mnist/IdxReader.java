// SPDX-License-Identifier: Apache-2.0
package io.decipher.mnist;

import io.decipher.api.RunContext;
import io.decipher.api.SampleReader;
import io.decipher.api.Samples;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Reads greyscale images of a file in IDX format, optionally gzipped, in [0, 1]. */
public record IdxReader() implements SampleReader {
  private static final byte[] IMAGES = {0, 0, 8, 3}; // unsigned bytes in three dimensions
  private static final byte[] LABELS = {0, 0, 8, 1};
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

  /** Accepts labels as well, so that anyone who swaps them with images gets a clear error. */
  @Override
  public boolean accepts(Path path) {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      in.mark(GZIP.length);
      boolean packed = Arrays.equals(in.readNBytes(GZIP.length), GZIP);
      in.reset();
      byte[] start = (packed ? new GZIPInputStream(in) : in).readNBytes(IMAGES.length);
      return Arrays.equals(start, IMAGES) || Arrays.equals(start, LABELS);
    } catch (IOException e) {
      return false; // whatever it is, it is not readable
    }
  }

  @Override
  public int priority() {
    return 1;
  }

  @Override
  public Samples read(Path path, RunContext run) {
    run.cancellation().throwIfCancelled();
    return IdxDataset.read(IdxFile.at(path));
  }
}
