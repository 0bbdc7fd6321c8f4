// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.SampleReader;
import io.decipher.api.Samples;
import io.decipher.sound.audio.AudioFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Reads a recording, or a folder of them, with given settings apart from the path. */
record SoundReader(Sound settings) implements SampleReader {
  private static final int LOOKED_AT = 1000;
  private static final int DEPTH = 4;

  @Override
  public boolean accepts(Path path) {
    if (!Files.isDirectory(path)) {
      return Files.isRegularFile(path) && AudioFormat.named(path).isPresent();
    }
    try (Stream<Path> files = Files.walk(path, DEPTH)) {
      return files.limit(LOOKED_AT).anyMatch(file -> AudioFormat.named(file).isPresent());
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  @Override
  public Samples read(Path path, RunContext run) {
    run.step(new Progress("recordings", 0, path.toString()));
    SoundDataset dataset = new SoundDataset(settings.of(path));
    Samples samples = dataset.samples();
    dataset.notes().forEach(run::warn);
    run.step(new Progress("recordings", 1, samples.count() + " units"));
    return samples;
  }
}
