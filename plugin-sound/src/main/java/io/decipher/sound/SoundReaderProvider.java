// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.SampleReader;
import io.decipher.api.Settings;
import io.decipher.api.spi.SampleReaderProvider;

/** Creates readers of recordings with the settings of the data set {@code sound}. */
public final class SoundReaderProvider implements SampleReaderProvider {
  @Override
  public String name() {
    return "sound";
  }

  @Override
  public String description() {
    return "Recordings in WAV, FLAC, MP3 or Ogg, alone or in a folder, as spectrograms";
  }

  @Override
  public SampleReader create(Settings settings) {
    return new SoundReader(SoundProvider.bind(settings));
  }
}
