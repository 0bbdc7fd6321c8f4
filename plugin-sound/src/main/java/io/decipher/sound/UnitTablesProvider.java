// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.ResultWriter;
import io.decipher.api.Settings;
import io.decipher.api.spi.ResultWriterProvider;

/** Creates {@link UnitTables}. */
public final class UnitTablesProvider implements ResultWriterProvider {
  /** Creates the provider; called by {@link java.util.ServiceLoader}. */
  public UnitTablesProvider() {}

  @Override
  public String name() {
    return "sound-tables";
  }

  @Override
  public String description() {
    return "Units and their classes for Raven, Audacity, Praat and BORIS; sequences and transitions";
  }

  @Override
  public ResultWriter create(Settings settings) {
    return new UnitTables();
  }
}
