// SPDX-License-Identifier: Apache-2.0
package org.example.csv;

import io.decipher.api.SampleReader;
import io.decipher.api.Settings;
import io.decipher.api.spi.SampleReaderProvider;

/** Makes {@link CommonsReader}. */
public final class CommonsReaderProvider implements SampleReaderProvider {
  @Override
  public String name() {
    return "commons";
  }

  @Override
  public String description() {
    return "Numbers parted by commas, read by commons-csv";
  }

  @Override
  public SampleReader create(Settings settings) {
    return settings.as(CommonsReader.class);
  }
}
