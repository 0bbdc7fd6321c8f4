// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.common;

import static java.util.stream.Collectors.joining;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Named arrays and facts in a directory, which are either read exactly as saved or rejected.
 *
 * <p>An array is a file in NumPy's format whose name contains the start of its SHA-256, so saving
 * different content never overwrites it. The manifest, {@code KIND.conf}, lists facts and the shape
 * and SHA-256 of each array, and ends with the SHA-256 of the preceding lines. It is moved into
 * place after all arrays have been written, and files that it does not name are deleted afterwards:
 * if the process is killed, the directory contains either the old content or the new one, and the
 * next save cleans up.
 */
public final class ArrayFiles {
  private static final int DIGITS_IN_NAME = 16;
  private static final int MOST_BYTES = 1 << 16;
  private static final Pattern FORMAT = Pattern.compile("(?m)^format = (\\d{1,9})$");

  private final Path manifest;
  private final Settings facts;
  private final Map<String, Entry> entries;

  private ArrayFiles(Path manifest, Settings facts, Map<String, Entry> entries) {
    this.manifest = manifest;
    this.facts = facts;
    this.entries = entries;
  }

  /** The content of a manifest. */
  public record Manifest(int format, Settings facts, List<Entry> arrays, String sha256) {}

  /** The manifest's entry for an array. */
  public record Entry(String name, List<Integer> shape, String sha256) {
    Path file(Path manifest) {
      String kind = manifest.getFileName().toString().replace(".conf", "");
      String digits = sha256.substring(0, DIGITS_IN_NAME);
      return manifest.resolveSibling(kind + "-" + name + "-" + digits + ".npy");
    }
  }

  /** An array to be saved. */
  public record Content(List<Integer> shape, Writing writing) {
    public static Content of(FloatMatrix matrix) {
      return new Content(List.of(matrix.rows(), matrix.columns()), file -> Npy.write(file, matrix));
    }

    public static Content of(double[] values) {
      return new Content(List.of(values.length), file -> Npy.write(file, values, values.length));
    }

    public static Content of(int[] values) {
      return new Content(List.of(values.length), file -> Npy.write(file, values, values.length));
    }
  }

  /** Writes a file. */
  @FunctionalInterface
  public interface Writing {
    void to(Path file) throws IOException;
  }

  /**
   * Saves arrays, replacing those of the same kind in the directory.
   *
   * @param kind what they represent together; names the manifest
   * @param facts keys and values in HOCON
   * @param arrays by name
   */
  public static void write(
      Path directory,
      String kind,
      int format,
      Map<String, String> facts,
      Map<String, Content> arrays)
      throws IOException {
    Path manifest = directory.resolve(kind + ".conf");
    Set<Path> named = new HashSet<>();
    StringBuilder text = new StringBuilder();
    text.append("# What ").append(kind).append(" found, saved by Decipher. Do not edit.\n");
    text.append("format = ").append(format).append("\nfacts {\n");
    facts.forEach((key, value) -> text.append("  " + key + " = " + value + "\n"));
    text.append("}\narrays = [\n");
    for (Map.Entry<String, Content> array : arrays.entrySet()) {
      Path part = directory.resolve(kind + "-" + array.getKey() + ".npy.part");
      Content content = array.getValue();
      replace(
          part,
          content.writing,
          () -> {
            Entry entry = new Entry(array.getKey(), content.shape, sha256(part));
            text.append("  { name = " + entry.name + ", shape = " + entry.shape);
            text.append(", sha256 = \"" + entry.sha256 + "\" }\n");
            named.add(entry.file(manifest));
            return entry.file(manifest);
          });
    }
    text.append("]\n");
    byte[] above = text.toString().getBytes(StandardCharsets.UTF_8);
    byte[] whole = (text + seal(above)).getBytes(StandardCharsets.UTF_8);
    Path part = directory.resolve(kind + ".conf.part");
    replace(part, file -> Files.write(file, whole), () -> manifest);
    removeUnnamed(directory, kind, named);
  }

  private interface Place {
    Path after() throws IOException;
  }

  /** Writes a temporary file and moves it to its place, which may depend on its content. */
  private static void replace(Path part, Writing writing, Place place) throws IOException {
    try {
      writing.to(part);
      Path file = place.after();
      try {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void removeUnnamed(Path directory, String kind, Set<Path> named)
      throws IOException {
    Pattern ours = Pattern.compile(kind + "-[a-z]+(-[0-9a-f]{16}\\.npy|\\.npy\\.part)");
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(each -> !named.contains(each)).toList()) {
        if (ours.matcher(file.getFileName().toString()).matches()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /**
   * Reads the manifest, and verifies every array bit by bit.
   *
   * @throws DecipherException if a file is missing, damaged or of another format; names the file
   */
  public static ArrayFiles read(Path directory, String kind, int format) throws IOException {
    Path file = directory.resolve(kind + ".conf");
    if (!Files.isRegularFile(file)) {
      throw new DecipherException(
          file + ": there is no such file; expected the directory of a saved " + kind + " model");
    }
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw new DecipherException(
          file + ": has " + size + " bytes; a manifest has at most " + MOST_BYTES);
    }
    byte[] bytes = Files.readAllBytes(file);
    Matcher found = FORMAT.matcher(new String(bytes, StandardCharsets.UTF_8));
    if (!found.find()) {
      throw new DecipherException(
          file + ": has no line 'format = " + format + "'; it was not saved by Decipher");
    }
    if (Integer.parseInt(found.group(1)) != format) {
      throw new DecipherException(
          file
              + ": has format "
              + found.group(1)
              + "; this Decipher reads format "
              + format
              + " (read it with the one that saved it, or fit again)");
    }
    int sealLength = seal(new byte[0]).length();
    byte[] above = Arrays.copyOf(bytes, Math.max(0, bytes.length - sealLength));
    byte[] seal = Arrays.copyOfRange(bytes, above.length, bytes.length);
    if (!Arrays.equals(seal, seal(above).getBytes(StandardCharsets.UTF_8))) {
      throw new DecipherException(
          file
              + ": is damaged: its last line is not the SHA-256 of the "
              + above.length
              + " bytes above it; copy it again, or fit again");
    }
    Manifest manifest = Settings.loadIsolated(file).as(Manifest.class);
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Entry entry : manifest.arrays) {
      if (!entry.name.matches("[a-z]+") || !entry.sha256.matches("[0-9a-f]{64}")) {
        throw new DecipherException(file + ": names the array " + entry + ", which cannot be");
      }
      requireWhole(entry, file);
      entries.put(entry.name, entry);
    }
    return new ArrayFiles(file, manifest.facts, entries);
  }

  private static void requireWhole(Entry entry, Path manifest) throws IOException {
    Path file = entry.file(manifest);
    if (!Files.isRegularFile(file)) {
      throw new DecipherException(
          file
              + ": there is no such file; "
              + manifest.getFileName()
              + " expects the "
              + entry.name
              + " of a model there, "
              + entry.shape
              + "; copy the whole directory again, or fit again");
    }
    String found = sha256(file);
    if (!found.equals(entry.sha256)) {
      throw new DecipherException(
          file
              + ": is damaged: its "
              + Files.size(file)
              + " bytes have SHA-256 "
              + found
              + ", expected "
              + entry.sha256
              + "; copy it again, or fit again");
    }
  }

  private static String seal(byte[] above) {
    return "sha256 = \"" + io.decipher.api.Sha256.hex(above) + "\"\n";
  }

  private static String sha256(Path file) throws IOException {
    return io.decipher.api.Sha256.hex(file);
  }

  /** Returns the facts as a record. */
  public <R extends Record> R facts(Class<R> type) {
    return facts.as(type);
  }

  /** Returns the manifest's path, for messages. */
  public Path manifest() {
    return manifest;
  }

  public boolean has(String name) {
    return entries.containsKey(name);
  }

  public FloatMatrix floats(String name, int rows, int columns) throws IOException {
    Path file = file(name, rows, columns);
    FloatMatrix matrix = Npy.read(file);
    if (matrix.rows() != rows || matrix.columns() != columns) {
      throw new DecipherException(
          file + ": holds " + matrix + "; expected " + rows + " x " + columns);
    }
    return matrix;
  }

  public double[] doubles(String name, int length) throws IOException {
    return Npy.readDoubles(file(name, length), length);
  }

  public int[] ints(String name, int length) throws IOException {
    return Npy.readInts(file(name, length), length);
  }

  private Path file(String name, int... shape) {
    Entry entry = entries.get(name);
    List<Integer> expected = IntStream.of(shape).boxed().toList();
    if (entry == null || !entry.shape.equals(expected)) {
      throw new DecipherException(
          manifest
              + ": expected an array '"
              + name
              + "' of shape "
              + expected
              + ", found "
              + (entries.isEmpty()
                  ? "none at all"
                  : entries.values().stream()
                      .map(each -> each.name + " " + each.shape)
                      .collect(joining(", "))));
    }
    return entry.file(manifest);
  }
}
