// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Audio of stretches of recordings, with a short margin before and after. Only formats that Java
 * supports natively are read (WAV, AIFF, AU); others, and recordings that no longer exist, have no
 * sound.
 */
final class RecordedSounds {
  private static final double MARGIN_SECONDS = 0.02;
  private static final double LONGEST_SECONDS = 30;

  private final Path folder;
  private final List<String> recording;
  private final double[] begin;
  private final double[] end;

  /**
   * Creates the sounds of the samples.
   *
   * @param folder folder of the recordings, or one recording
   * @param recording recording of each sample, as a path in the folder
   * @param begin start of each sample, in seconds
   * @param end end of each sample, in seconds
   */
  RecordedSounds(Path folder, List<String> recording, double[] begin, double[] end) {
    this.folder = folder;
    this.recording = recording;
    this.begin = begin;
    this.end = end;
  }

  /** Returns the sound of a sample as a WAV file. */
  Optional<byte[]> of(int sample) {
    Optional<Path> file = file(recording.get(sample));
    if (file.isEmpty() || !(end[sample] > begin[sample])) {
      return Optional.empty();
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file.get()));
        AudioInputStream raw = AudioSystem.getAudioInputStream(in)) {
      AudioFormat format = raw.getFormat();
      AudioFormat wanted =
          new AudioFormat(
              AudioFormat.Encoding.PCM_SIGNED,
              format.getSampleRate(),
              16,
              format.getChannels(),
              Short.BYTES * format.getChannels(),
              format.getSampleRate(),
              false);
      if (!AudioSystem.isConversionSupported(wanted, format)) {
        return Optional.empty();
      }
      try (AudioInputStream sound = AudioSystem.getAudioInputStream(wanted, raw)) {
        return Optional.of(stretch(sound, begin[sample], end[sample]));
      }
    } catch (IOException | UnsupportedAudioFileException e) {
      return Optional
          .empty(); // treated as silent; the run itself has reported what it could not read
    }
  }

  private static byte[] stretch(AudioInputStream sound, double begin, double end)
      throws IOException {
    AudioFormat format = sound.getFormat();
    double rate = format.getSampleRate();
    long from = Math.max(0, Math.round((begin - MARGIN_SECONDS) * rate));
    int count =
        (int) Math.round(Math.min(LONGEST_SECONDS, end - begin + 2 * MARGIN_SECONDS) * rate);
    sound.skipNBytes(from * format.getFrameSize());
    byte[] frames = sound.readNBytes(count * format.getFrameSize());
    int channels = format.getChannels();
    float[] values = new float[frames.length / format.getFrameSize()];
    for (int i = 0; i < values.length; i++) {
      for (int channel = 0; channel < channels; channel++) {
        int at = Short.BYTES * (i * channels + channel);
        values[i] += (float) ((frames[at] & 0xff) | (frames[at + 1] << 8)) / channels;
      }
    }
    return Wav.of(values, values.length, (int) Math.round(rate));
  }

  /** Resolves a name, but only to a file inside the folder. */
  private Optional<Path> file(String name) {
    if (Files.isRegularFile(folder)) {
      return Optional.of(folder);
    }
    try {
      Path inside = folder.toAbsolutePath().normalize();
      Path file = inside.resolve(name).normalize();
      return file.startsWith(inside) && Files.isRegularFile(file)
          ? Optional.of(file)
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
