// SPDX-License-Identifier: Apache-2.0
package io.decipher.tables;

import io.decipher.api.SampleReader;
import io.decipher.api.Settings;
import io.decipher.api.spi.SampleReaderProvider;

/** Creates the reader of text tables. */
public final class TableReaderProvider implements SampleReaderProvider {
  @Override
  public String name() {
    return "table";
  }

  @Override
  public String description() {
    return "Tables in text: CSV, TSV or the like";
  }

  @Override
  public SampleReader create(Settings settings) {
    return settings.as(TableReader.class);
  }
}
