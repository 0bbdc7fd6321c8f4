// SPDX-License-Identifier: Apache-2.0
package io.decipher.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.InputFile;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Features by an encoder that somebody trained elsewhere and gives as an ONNX file, such as a
 * vision transformer. Nothing is learned here; images are scaled to the encoder's size, and each
 * channel is centred and divided as it was in training.
 *
 * @param path the file
 * @param sha256 of the file, in hexadecimal; empty for any
 * @param input that takes the images; the first if empty
 * @param output that is taken; the first if empty
 * @param prepare what images are made to be
 * @param pool what becomes of several vectors an image
 * @param batch images at once, 1 or more
 * @param threads of the encoder, 1 or more
 */
public record Onnx(
    Optional<Path> path,
    Optional<String> sha256,
    Optional<String> input,
    Optional<String> output,
    Prepare prepare,
    Pool pool,
    int batch,
    int threads)
    implements FeatureExtractor {

  /**
   * What the encoder takes, as it was trained.
   *
   * @param size pixels a side, 1 or more
   * @param channels 1 or 3
   * @param mean what each channel loses: one number, or one a channel
   * @param std what each channel is divided by then, above 0: one number, or one a channel
   * @param layout how the array lies
   */
  public record Prepare(
      int size, int channels, List<Double> mean, List<Double> std, Layout layout) {
    /** Checks the settings. */
    public Prepare {
      require(size >= 1, "size must be at least 1, but was " + size);
      require(channels == 1 || channels == 3, "channels must be 1 or 3, but was " + channels);
      require(sized(mean, channels), "mean must be one number, or one a channel, but was " + mean);
      require(sized(std, channels), "std must be one number, or one a channel, but was " + std);
      require(std.stream().allMatch(one -> one > 0), "std must be above 0, but was " + std);
      mean = List.copyOf(mean);
      std = List.copyOf(std);
    }

    private static boolean sized(List<Double> values, int channels) {
      return values.size() == 1 || values.size() == channels;
    }
  }

  /** How an array of images lies. */
  public enum Layout {
    /** A channel after the other, (b, channels, height, width). */
    NCHW,
    /** A pixel after the other, (b, height, width, channels). */
    NHWC
  }

  /** What becomes of an output that has several vectors an image, (b, vectors, values). */
  public enum Pool {
    /** All of it, one after the other. */
    FLAT,
    /** The mean of the vectors. */
    MEAN,
    /** The first vector, which is the class token's. */
    FIRST
  }

  /** Checks the settings. */
  public Onnx {
    require(batch >= 1, "batch must be at least 1, but was " + batch);
    require(threads >= 1, "threads must be at least 1, but was " + threads);
    require(
        sha256.orElse("0".repeat(64)).matches("[0-9a-fA-F]{64}"),
        "sha256 must be 64 hexadecimal digits, but was " + sha256.orElse(""));
  }

  private static void require(boolean met, String message) {
    if (!met) {
      throw new IllegalArgumentException(message);
    }
  }

  @Override
  public void check(SampleType type) {
    if (!(type instanceof SampleType.Image)) {
      throw new DecipherException("onnx encodes images, but the samples are " + type);
    }
    file();
  }

  /** Returns the file, the one that it should be. */
  private Path file() {
    Path file =
        path.orElseThrow(
            () ->
                new DecipherException(
                    "feature 'onnx' names no encoder; set path to an ONNX file, e.g. features ="
                        + " [{ type = onnx, path = encoder.onnx }]"));
    if (!Files.isRegularFile(file)) {
      throw new DecipherException(
          file + ": " + InputFile.problem(file) + "; expected an ONNX file");
    }
    return file;
  }

  /**
   * {@inheritDoc}
   *
   * @throws DecipherException if the file is another one than its digest says, or no encoder of
   *     such images
   * @implNote the file is read once and held while it is read; time and memory are the encoder's
   */
  @Override
  public Encoder fit(Samples samples, RunContext run) {
    run.cancellation().throwIfCancelled();
    if (!(samples.type() instanceof SampleType.Image type)) {
      throw new DecipherException("onnx encodes images, but the samples are " + samples.type());
    }
    Path file = file();
    try {
      byte[] bytes = Files.readAllBytes(file);
      String found = Sha256.hex(bytes);
      if (sha256.isPresent() && !sha256.get().equalsIgnoreCase(found)) {
        throw new DecipherException(
            file
                + ": has the SHA-256 "
                + found
                + ", and not "
                + sha256.get()
                + " as it was told or as it had when the run began; put the former file back, or"
                + " begin a run without sha256");
      }
      return new OnnxEncoder(this, type, session(bytes, file), file);
    } catch (IOException e) {
      throw new DecipherException(file + ": cannot be read: " + e, e);
    }
  }

  private OrtSession session(byte[] bytes, Path file) {
    OrtEnvironment environment = OnnxNatives.environment(); // before any other class of it loads
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setDeterministicCompute(true);
      return environment.createSession(bytes, options);
    } catch (OrtException e) {
      throw new DecipherException(
          file
              + ": ONNX Runtime cannot load it: "
              + e.getMessage()
              + "; expected an encoder in ONNX",
          e);
    }
  }

  /** Returns the one of several names that is meant. */
  static String chosen(Optional<String> wanted, Collection<String> names, String key, Path file) {
    if (wanted.isPresent() && !names.contains(wanted.get())) {
      throw new DecipherException(
          file
              + ": has no "
              + key
              + " '"
              + wanted.get()
              + "'; there are "
              + String.join(", ", names));
    }
    return wanted.orElseGet(() -> names.iterator().next());
  }
}
