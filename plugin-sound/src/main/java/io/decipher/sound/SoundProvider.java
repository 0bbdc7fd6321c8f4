package io.decipher.sound;

import io.decipher.api.Dataset;
import io.decipher.api.Recognized;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import java.nio.file.Path;
import java.util.Optional;

/** Makes the data set that {@link Sound} describes. */
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
    return settings.as(Sound.class).open();
  }

  @Override
  public Optional<Recognized> recognize(Path path) {
    return Recognition.of(path);
  }
}
