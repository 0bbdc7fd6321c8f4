// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The supported audio formats. */
public enum AudioFormat {
  /**
   * WAVE: PCM of 8 to 32 bits and floating point, at any sampling rate; also RF64 and BW64 beyond 4
   * GB.
   */
  WAV("wav|wave|bwf|rf64") {
    @Override
    AudioStream decode(Path file) throws IOException {
      return WavStream.open(file);
    }
  },
  /** FLAC. */
  FLAC("flac") {
    @Override
    AudioStream decode(Path file) throws IOException {
      return FlacStream.open(file);
    }
  },
  /** MPEG audio, layers I to III. */
  MP3("mp3") {
    @Override
    AudioStream decode(Path file) throws IOException {
      return Mp3Stream.open(file);
    }
  },
  /** Vorbis in Ogg. */
  OGG("ogg|oga") {
    @Override
    AudioStream decode(Path file) throws IOException {
      return VorbisStream.open(file);
    }
  };

  private static final int MAGIC = 12;

  private final Pattern name;

  AudioFormat(String endings) {
    this.name = Pattern.compile(".*\\.(?:" + endings + ")", Pattern.CASE_INSENSITIVE);
  }

  abstract AudioStream decode(Path file) throws IOException;

  /** Returns the format that a file's extension indicates, if it is supported. */
  public static Optional<AudioFormat> named(Path file) {
    String name = String.valueOf(file.getFileName());
    return Arrays.stream(values())
        .filter(format -> format.name.matcher(name).matches())
        .findFirst();
  }

  /**
   * Opens a recording. Its first bytes take precedence over its extension.
   *
   * @throws IOException if the file cannot be read; the message says why, without the file name
   */
  public static AudioStream open(Path file) throws IOException {
    byte[] magic;
    try (InputStream in = Files.newInputStream(file)) {
      magic = in.readNBytes(MAGIC);
    }
    if (magic.length == 0) {
      throw new IOException("is empty");
    }
    AudioFormat format =
        recognized(magic)
            .or(() -> named(file).filter(named -> named == MP3))
            .orElseThrow(() -> new IOException("is not WAV, FLAC, MP3 or Ogg Vorbis"));
    try {
      return format.decode(file);
    } catch (EOFException e) {
      throw new IOException(e.getMessage() == null ? "ends too early" : e.getMessage(), e);
    } catch (RuntimeException e) {
      throw damaged(format, e);
    }
  }

  /** Wraps an exception thrown by a third-party decoder on a malformed file. */
  static IOException damaged(AudioFormat format, Exception cause) {
    return new IOException("is a damaged " + format + " file (" + cause + ")", cause);
  }

  private static Optional<AudioFormat> recognized(byte[] magic) {
    String four = new String(magic, 0, Math.min(4, magic.length), StandardCharsets.ISO_8859_1);
    String kind = magic.length < MAGIC ? "" : new String(magic, 8, 4, StandardCharsets.ISO_8859_1);
    return switch (four) {
      case "RIFF", "RIFX", "RF64", "BW64" ->
          kind.equals("WAVE") ? Optional.of(WAV) : Optional.empty();
      case "fLaC" -> Optional.of(FLAC);
      case "OggS" -> Optional.of(OGG);
      default -> four.startsWith("ID3") ? Optional.of(MP3) : Optional.empty();
    };
  }
}
