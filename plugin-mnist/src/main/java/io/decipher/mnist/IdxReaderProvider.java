// SPDX-License-Identifier: Apache-2.0
package io.decipher.mnist;

import io.decipher.api.SampleReader;
import io.decipher.api.Settings;
import io.decipher.api.spi.SampleReaderProvider;

/** Creates {@link IdxReader}s. */
public final class IdxReaderProvider implements SampleReaderProvider {
  @Override
  public String name() {
    return "idx";
  }

  @Override
  public String description() {
    return "Grey images in an IDX file, gzipped or not";
  }

  @Override
  public SampleReader create(Settings settings) {
    return settings.as(IdxReader.class);
  }
}
