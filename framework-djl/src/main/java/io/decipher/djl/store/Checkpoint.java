// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.store;

import io.decipher.api.Sha256;
import io.decipher.djl.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The saved state of a training, in a directory: a manifest and the tensors, all of it verified.
 *
 * <p>{@code tensors} contains all values as little-endian float32, one tensor after another. {@code
 * manifest} is UTF-8 text with the lines:
 *
 * <pre>
 * decipher-checkpoint 1                the format and its version
 * fingerprint NAME TEXT                what the training is of
 * value NAME TEXT                      numbers, as Java writes them: they are read back exactly
 * tensor NAME SHA-256 SIDES…           in the order of the file
 * sha256 SHA-256                       of the lines above
 * </pre>
 *
 * <p>Names and texts contain no white space.
 */
public final class Checkpoint {
  static final String MANIFEST = "manifest";
  static final String TENSORS = "tensors";

  private static final String FORMAT = "decipher-checkpoint";
  private static final int VERSION = 1;
  private static final int CHUNK = 1 << 20;
  private static final long MOST_TEXT = 1L << 30;

  private final Path directory;
  private final Map<String, String> fingerprint = new LinkedHashMap<>();
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private Checkpoint(Path directory) {
    this.directory = directory;
  }

  public Path directory() {
    return directory;
  }

  /** Identifies the training. */
  Map<String, String> fingerprint() {
    return fingerprint;
  }

  /** Returns the tensors whose names begin with a prefix, by the remainder of their names. */
  public Map<String, Tensor> tensors(String prefix) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), tensor);
          }
        });
    return found;
  }

  /** Returns the names of values that begin with a prefix, without it. */
  public List<String> names(String prefix) {
    return values.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  public double number(String name) {
    return Double.parseDouble(text(name));
  }

  public int integer(String name) {
    return Integer.parseInt(text(name));
  }

  private String text(String name) {
    String text = values.get(name);
    if (text == null) {
      throw new IllegalArgumentException("the value " + name + " is missing");
    }
    return text;
  }

  /** Writes both files into an empty directory, and forces them and the directory to the disk. */
  static void write(
      Path directory,
      Map<String, String> fingerprint,
      Map<String, String> values,
      Map<String, Supplier<Tensor>> tensors)
      throws IOException {
    StringBuilder manifest = new StringBuilder();
    line(manifest, FORMAT, Integer.toString(VERSION));
    fingerprint.forEach((name, text) -> line(manifest, "fingerprint", name, text));
    values.forEach((name, text) -> line(manifest, "value", name, text));
    try (FileChannel channel = DurableFiles.create(directory.resolve(TENSORS))) {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
      for (Map.Entry<String, Supplier<Tensor>> entry : tensors.entrySet()) {
        Tensor tensor = entry.getValue().get();
        List<String> words = new ArrayList<>();
        words.addAll(List.of("tensor", entry.getKey(), write(tensor, channel, chunk)));
        Arrays.stream(tensor.shape()).mapToObj(Integer::toString).forEach(words::add);
        line(manifest, words.toArray(String[]::new));
      }
      channel.force(true);
    }
    line(manifest, "sha256", hex(Sha256.digest().digest(bytes(manifest))));
    try (FileChannel channel = DurableFiles.create(directory.resolve(MANIFEST))) {
      writeAll(channel, ByteBuffer.wrap(bytes(manifest)));
      channel.force(true);
    }
    DurableFiles.force(directory);
  }

  private static void line(StringBuilder manifest, String... words) {
    for (String word : words) {
      if (word.isEmpty() || word.chars().anyMatch(Character::isWhitespace)) {
        throw new IllegalArgumentException("'" + word + "' does not belong in a manifest");
      }
    }
    manifest.append(String.join(" ", words)).append('\n');
  }

  /** Appends a tensor's values, and returns their SHA-256. */
  private static String write(Tensor tensor, FileChannel channel, ByteBuffer chunk)
      throws IOException {
    MessageDigest digest = Sha256.digest();
    float[] all = tensor.values();
    for (int from = 0; from < all.length; from += CHUNK / Float.BYTES) {
      int count = Math.min(CHUNK / Float.BYTES, all.length - from);
      chunk.clear();
      chunk.asFloatBuffer().put(all, from, count);
      chunk.limit(count * Float.BYTES);
      digest.update(chunk.duplicate());
      writeAll(channel, chunk);
    }
    return hex(digest.digest());
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Reads a checkpoint.
   *
   * @throws IOException if a file is missing, or not exactly as written; the message names it
   */
  static Checkpoint read(Path directory) throws IOException {
    Checkpoint checkpoint = new Checkpoint(directory);
    Path manifest = directory.resolve(MANIFEST);
    List<String> lines = lines(manifest);
    Map<String, String> digests = new LinkedHashMap<>();
    Map<String, int[]> shapes = new LinkedHashMap<>();
    long bytes = 0;
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "fingerprint" -> checkpoint.fingerprint.put(words[1], words[2]);
        case "value" -> checkpoint.values.put(words[1], words[2]);
        case "tensor" -> {
          int[] sides = Arrays.stream(words).skip(3).mapToInt(Integer::parseInt).toArray();
          digests.put(words[1], words[2]);
          shapes.put(words[1], sides);
          bytes += Tensor.size(sides) * Float.BYTES;
        }
        default -> throw new IOException(manifest + ": has the line '" + line + "'");
      }
    }
    Path file = directory.resolve(TENSORS);
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() != bytes) {
        throw new IOException(
            file + ": has " + channel.size() + " bytes; the manifest says " + bytes);
      }
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
      for (Map.Entry<String, int[]> entry : shapes.entrySet()) {
        MessageDigest digest = Sha256.digest();
        Tensor tensor = read(entry.getValue(), channel, chunk, digest);
        if (!hex(digest.digest()).equals(digests.get(entry.getKey()))) {
          throw new IOException(
              file + ": is damaged: the SHA-256 of " + entry.getKey() + " does not match");
        }
        checkpoint.tensors.put(entry.getKey(), tensor);
      }
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    }
    return checkpoint;
  }

  /** Returns the lines between the first and the last, after verifying both. */
  private static List<String> lines(Path manifest) throws IOException {
    String text;
    try {
      long size = Files.size(manifest);
      if (size > MOST_TEXT) {
        throw new IOException(manifest + ": has " + size + " bytes; expected at most " + MOST_TEXT);
      }
      text = Files.readString(manifest);
    } catch (NoSuchFileException e) {
      throw new IOException(manifest + ": there is no such file", e);
    } catch (CharacterCodingException e) {
      throw new IOException(manifest + ": is damaged: it is not text in UTF-8", e);
    }
    String format = text.lines().findFirst().orElse("");
    if (format.startsWith(FORMAT + " ") && !format.equals(FORMAT + " " + VERSION)) {
      throw new IOException(
          manifest
              + ": has the format '"
              + format
              + "'; this Decipher reads version "
              + VERSION
              + " only: resume it with the Decipher that wrote it");
    }
    int last = text.lastIndexOf("sha256 ");
    if (last < 0
        || !text.substring(last)
            .equals(
                "sha256 "
                    + hex(
                        Sha256.digest()
                            .digest(text.substring(0, last).getBytes(StandardCharsets.UTF_8)))
                    + "\n")) {
      throw new IOException(manifest + ": is damaged: its SHA-256 does not match");
    }
    return text.substring(0, last).lines().skip(1).toList();
  }

  private static Tensor read(
      int[] sides, FileChannel channel, ByteBuffer chunk, MessageDigest digest) throws IOException {
    float[] all = new float[Math.toIntExact(Tensor.size(sides))];
    for (int from = 0; from < all.length; from += CHUNK / Float.BYTES) {
      int count = Math.min(CHUNK / Float.BYTES, all.length - from);
      chunk.clear();
      chunk.limit(count * Float.BYTES);
      while (chunk.hasRemaining() && channel.read(chunk) >= 0) {
        // until the chunk is full
      }
      if (chunk.hasRemaining()) {
        throw new IOException("the file of tensors became shorter while it was read");
      }
      chunk.flip();
      digest.update(chunk.duplicate());
      chunk.asFloatBuffer().get(all, from, count);
    }
    return Tensor.of(all, sides);
  }

  private static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
