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
 * Extracts features with a pretrained encoder given as an ONNX file, such as a vision transformer.
 * Nothing is learned here; images are resized to the encoder's input size, and each channel is
 * normalised as it was in the encoder's training.
 *
 * @param path the file
 * @param sha256 the file's digest, in hexadecimal; empty to accept any
 * @param input the input that takes the images; the first if empty
 * @param output the output to use; the first if empty
 * @param prepare how images are preprocessed
 * @param pool how several vectors per image are combined
 * @param batch images per batch, 1 or more
 * @param threads threads of the encoder, 1 or more
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
   * The encoder's input, as it was trained.
   *
   * @param size pixels per side, 1 or more
   * @param channels 1 or 3
   * @param mean what is subtracted from each channel: one number, or one per channel
   * @param std what each channel is then divided by, above 0: one number, or one per channel
   * @param layout the memory layout of the array
   */
  public record Prepare(
      int size, int channels, List<Double> mean, List<Double> std, Layout layout) {
    /** Checks the settings. */
    public Prepare {
      require(size >= 1, "size must be at least 1, but was " + size);
      require(channels == 1 || channels == 3, "channels must be 1 or 3, but was " + channels);
      require(
          sized(mean, channels), "mean must be one number, or one per channel, but was " + mean);
      require(sized(std, channels), "std must be one number, or one per channel, but was " + std);
      require(std.stream().allMatch(one -> one > 0), "std must be above 0, but was " + std);
      mean = List.copyOf(mean);
      std = List.copyOf(std);
    }

    private static boolean sized(List<Double> values, int channels) {
      return values.size() == 1 || values.size() == channels;
    }
  }

  /** The memory layout of an array of images. */
  public enum Layout {
    /** One channel after another, (b, channels, height, width). */
    NCHW,
    /** One pixel after another, (b, height, width, channels). */
    NHWC
  }

  /** How an output with several vectors per image, (b, vectors, values), is reduced. */
  public enum Pool {
    /** All vectors, concatenated. */
    FLAT,
    /** The mean of the vectors. */
    MEAN,
    /** The first vector, which belongs to the class token. */
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

  /** Returns the file, checking that it exists. */
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
   * @throws DecipherException if the file does not match its digest, or is not an encoder of such
   *     images
   * @implNote the file is read once, and held in memory while it is loaded; time and memory are
   *     those of the encoder
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
                + ", not "
                + sha256.get()
                + " as configured or as it was when the run began; restore the former file, or"
                + " start a run without sha256");
      }
      return new OnnxEncoder(this, type, session(bytes, file), file);
    } catch (IOException e) {
      throw new DecipherException(file + ": cannot be read: " + e, e);
    }
  }

  private OrtSession session(byte[] bytes, Path file) {
    OrtEnvironment environment = OnnxNatives.environment(); // before any other of its classes
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

  /** Returns the wanted one of several names, or the first. */
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
