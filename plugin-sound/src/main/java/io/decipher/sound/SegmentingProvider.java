// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.Settings;
import io.decipher.api.Tool;
import io.decipher.api.spi.ToolProvider;

/** Creates {@link Segmenting}. */
public final class SegmentingProvider implements ToolProvider {
  @Override
  public String name() {
    return "segment";
  }

  @Override
  public String description() {
    return "Finds the units of recordings and shows them: tables, and spectrograms with boxes";
  }

  @Override
  public Tool create(Settings settings) {
    return settings
        .with("segmenter", settings.at("segmenter").without("type"))
        .as(Segmenting.class);
  }
}
