// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.Dataset;
import io.decipher.api.Recognized;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Creates the data set that {@link Sound} describes. */
public final class SoundProvider implements DatasetProvider {
  @Override
  public String name() {
    return "sound";
  }

  @Override
  public String description() {
    return "Recordings (WAV, FLAC, MP3, Ogg), cut by tables or by a segmenter, as spectrograms";
  }

  @Override
  public Dataset create(Settings settings) {
    return bind(settings).open();
  }

  /** Binds a block, dropping the preset names in its nested blocks. */
  static Sound bind(Settings settings) {
    Settings bare = settings;
    for (String key : List.of("segmenter", "spectrogram")) {
      bare = bare.with(key, bare.at(key).without("type"));
    }
    return bare.as(Sound.class);
  }

  @Override
  public Optional<Recognized> recognize(Path path) {
    return Recognition.of(path);
  }
}
