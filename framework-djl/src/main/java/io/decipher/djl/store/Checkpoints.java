// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.store;

import io.decipher.api.DecipherException;
import io.decipher.api.FileTree;
import io.decipher.api.OutputFile;
import io.decipher.djl.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of one training, in a directory of its own; the newest two are kept.
 *
 * <p>Each is a directory {@code checkpoint-STEP}. It is written under a temporary name, forced to
 * the disk and renamed; only then is the oldest one deleted, so the last valid one survives a kill,
 * a power failure or a full disk at any time. A checkpoint is verified before use (sizes, shapes,
 * the SHA-256 of every tensor and of the manifest, and the fingerprint); a damaged one is renamed
 * to {@code checkpoint-STEP.damaged}, and the previous one is used.
 *
 * <p>Not thread-safe, and for use by one process at a time.
 */
public final class Checkpoints {
  /** The default interval between checkpoints: about the time lost when the process ends. */
  public static final Duration INTERVAL = Duration.ofSeconds(20);

  private static final String PART = ".part";
  private static final String DAMAGED = ".damaged";
  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,10})");
  private static final int KEPT = 2;

  private final Path directory;
  private final Duration interval;
  private final Map<String, String> fingerprint;
  private final Output output;
  private long written = System.nanoTime();

  /**
   * Opens the checkpoints in a directory, which need not exist yet.
   *
   * @param interval see {@link #INTERVAL}; it does not affect results
   * @param fingerprint identifies the training, by name: recipe, seed, data; see {@link
   *     Fingerprint}
   */
  public Checkpoints(Path directory, Duration interval, Map<String, String> fingerprint) {
    this(directory, interval, fingerprint, Checkpoint::write);
  }

  public Checkpoints(
      Path directory, Duration interval, Map<String, String> fingerprint, Output output) {
    this.directory = directory;
    this.output = output;
    this.interval = interval;
    this.fingerprint = new LinkedHashMap<>(fingerprint);
  }

  /** Writes the files of a checkpoint. */
  @FunctionalInterface
  public interface Output {
    void write(
        Path directory,
        Map<String, String> fingerprint,
        Map<String, String> values,
        Map<String, Supplier<Tensor>> tensors)
        throws IOException;
  }

  /** Returns whether the interval since the last checkpoint has passed. */
  public boolean isDue() {
    return System.nanoTime() - written >= interval.toNanos();
  }

  /**
   * Writes a checkpoint and deletes the oldest.
   *
   * @throws DecipherException if it cannot be written; existing ones are kept
   */
  public void write(int step, Map<String, String> values, Map<String, Supplier<Tensor>> tensors) {
    Path place = directory.resolve(String.format(Locale.ROOT, "checkpoint-%08d", step));
    Path beside = directory.resolve(place.getFileName() + PART);
    try {
      try {
        if (!Files.isDirectory(directory)) {
          Files.createDirectories(directory);
          DurableFiles.forceParent(directory);
        }
        FileTree.delete(beside);
        Files.createDirectory(beside);
        output.write(beside, fingerprint, values, tensors);
        FileTree.delete(place); // exists only if it was found and could not be used
        DurableFiles.replace(beside, place);
      } catch (IOException | RuntimeException e) {
        deleteQuietly(beside, e);
        throw e;
      }
      List<Path> older = newestFirst();
      for (Path old : older.subList(Math.min(KEPT, older.size()), older.size())) {
        remove(old);
      }
    } catch (IOException e) {
      throw new DecipherException(
          place
              + ": the checkpoint cannot be written: "
              + OutputFile.problem(place, e)
              + "; "
              + kept()
              + ". Free some space or grant access, then resume the run",
          e);
    }
    written = System.nanoTime();
  }

  private String kept() {
    try {
      List<Path> there = newestFirst();
      return there.isEmpty()
          ? "there is no earlier one"
          : "the last good one is kept, " + there.get(0).getFileName();
    } catch (IOException e) {
      return "the earlier ones are left as they are";
    }
  }

  /**
   * Returns the newest valid checkpoint; empty if there is none at all.
   *
   * @param refused receives a message about a damaged one, if an earlier one can be used
   * @throws DecipherException if there are some but none can be used, or they belong to another
   *     training
   */
  public Optional<Checkpoint> latest(Consumer<String> refused) {
    List<String> problems = new ArrayList<>();
    List<Path> damaged = new ArrayList<>();
    try {
      if (!Files.isDirectory(directory)) {
        return Optional.empty();
      }
      sweep();
      for (Path path : newestFirst()) {
        Checkpoint checkpoint = read(path, problems);
        if (checkpoint == null) {
          damaged.add(path);
          continue;
        }
        requireSame(checkpoint);
        for (Path each : damaged) {
          setAside(each);
        }
        if (!problems.isEmpty()) {
          refused.accept(
              String.join("; ", problems) + "; continuing from " + path.getFileName() + " instead");
        }
        return Optional.of(checkpoint);
      }
    } catch (IOException e) {
      throw new DecipherException(
          directory + ": cannot be read: " + DecipherException.reason(e), e);
    }
    if (!problems.isEmpty()) {
      throw new DecipherException(
          String.join("; ", problems)
              + "; there is no other checkpoint to resume from: delete "
              + directory
              + " to start this training anew");
    }
    return Optional.empty();
  }

  private static @Nullable Checkpoint read(Path path, List<String> problems) {
    try {
      return Checkpoint.read(path);
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      problems.add(path.resolve(Checkpoint.MANIFEST) + ": was not written by Decipher: " + e);
    }
    return null;
  }

  private void requireSame(Checkpoint checkpoint) {
    List<String> other = new ArrayList<>();
    fingerprint.forEach(
        (name, text) -> {
          if (!text.equals(checkpoint.fingerprint().get(name))) {
            other.add(name);
          }
        });
    if (!other.isEmpty()) {
      throw new DecipherException(
          checkpoint.directory()
              + ": belongs to another training, with a different "
              + String.join(", ", other)
              + ". Set them back to resume it, or delete "
              + directory
              + " to start anew");
    }
  }

  private List<Path> newestFirst() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(path -> step(path) >= 0)
          .sorted(Comparator.comparingLong(Checkpoints::step).reversed())
          .toList();
    }
  }

  /** Returns the step in a checkpoint's name; −1 for any other name. */
  private static long step(Path path) {
    Matcher matcher = NAME.matcher(path.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  /** Deletes what an earlier process was writing or deleting when it ended. */
  private void sweep() throws IOException {
    List<Path> parts;
    try (Stream<Path> entries = Files.list(directory)) {
      parts = entries.filter(path -> path.getFileName().toString().endsWith(PART)).toList();
    }
    for (Path part : parts) {
      FileTree.delete(part);
    }
  }

  private static void setAside(Path checkpoint) throws IOException {
    Path aside = checkpoint.resolveSibling(checkpoint.getFileName() + DAMAGED);
    FileTree.delete(aside);
    DurableFiles.replace(checkpoint, aside);
  }

  /** Deletes a checkpoint such that a partially deleted one is never mistaken for a valid one. */
  private static void remove(Path checkpoint) throws IOException {
    Path part = checkpoint.resolveSibling(checkpoint.getFileName() + PART);
    FileTree.delete(part);
    DurableFiles.replace(checkpoint, part);
    FileTree.delete(part);
  }

  private static void deleteQuietly(Path tree, Exception failed) {
    try {
      FileTree.delete(tree);
    } catch (IOException e) {
      failed.addSuppressed(e);
    }
  }
}
