// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Labels;
import io.decipher.api.OutputFile;
import io.decipher.api.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The corrections to the classes of a run in chronological order: an append-only file in the run
 * directory with one JSON object per line. Undoing a correction is a line of its own. A line is on
 * disk before {@link #add} returns, so that a process that is killed loses at most the action in
 * flight; an incomplete line that it may leave is removed when the file is next opened.
 *
 * <p>The first line identifies the labels that the corrections refer to, by their SHA-256. Only one
 * process at a time can have a journal open for writing.
 *
 * <p>The format is described in {@code docs/report-format.md}.
 */
public final class CorrectionJournal implements AutoCloseable {
  /** The file name of the journal in a run directory. */
  public static final String FILE = "corrections.jsonl";

  private static final String LOCK = ".corrections.lock";
  private static final int MOST_ATTEMPTS = 100;
  private static final String FORMAT = "decipher-corrections";
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

  /**
   * A line of the journal.
   *
   * @param number from 1
   * @param at time, ISO 8601 in UTC, to the second
   * @param by author; empty if unknown
   * @param correction the correction, or empty if the line undoes another
   * @param undoes the line that it undoes; 0 if none. Undoing an undo is a redo
   */
  public record Entry(
      int number, String at, String by, Optional<Correction> correction, int undoes) {
    /** Returns a human-readable description. */
    public String says() {
      return correction.map(Correction::says).orElse("undid entry " + undoes);
    }
  }

  private final Path file;
  private final Labels found;
  private final Map<Integer, String> names;
  private final Clock clock;
  private final FileChannel channel;
  private final FileChannel lockChannel;
  private final List<Entry> entries;
  private CorrectedClasses classes;

  private CorrectionJournal(
      Path file,
      Labels found,
      Map<Integer, String> names,
      Clock clock,
      FileChannel channel,
      FileChannel lockChannel,
      List<Entry> entries) {
    this.file = file;
    this.found = found;
    this.clock = clock;
    this.channel = channel;
    this.lockChannel = lockChannel;
    this.entries = entries;
    this.names = names;
    this.classes = replay(found, names, entries);
  }

  /**
   * Opens the journal of a run for writing, creating it if necessary.
   *
   * @param run the run's directory
   * @param found the classes that it found
   * @throws ConfigurationException if another process has it open
   * @throws DecipherException if it refers to other classes, is damaged, or cannot be written
   */
  public static CorrectionJournal open(Path run, Labels found) {
    return open(run, found, Clock.systemUTC());
  }

  static CorrectionJournal open(Path run, Labels found, Clock clock) {
    Path file = run.resolve(FILE);
    Map<Integer, String> names = ClassNames.read(run);
    FileChannel lock = null;
    FileChannel channel = null;
    try {
      lock = lock(run);
      List<Entry> entries = new ArrayList<>();
      byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      int whole = wholeLines(bytes);
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      if (whole == 0) {
        channel.truncate(0);
        append(channel, JSON.toJson(heading(found)));
        force(run);
      } else {
        entries.addAll(parse(file, new String(bytes, 0, whole, StandardCharsets.UTF_8), found));
        channel.truncate(whole);
      }
      channel.position(channel.size());
      return new CorrectionJournal(file, found, names, clock, channel, lock, entries);
    } catch (IOException e) {
      close(channel);
      release(run, lock);
      throw new DecipherException(file + " cannot be opened for writing: " + e, e);
    } catch (RuntimeException e) {
      close(channel);
      release(run, lock);
      throw e;
    }
  }

  /**
   * Reads the entries of the journal of a run; empty if there is no journal. It may be open
   * elsewhere at the same time.
   *
   * @throws DecipherException if it refers to other classes, is damaged, or cannot be read
   */
  public static List<Entry> read(Path run, Labels found) {
    Path file = run.resolve(FILE);
    try {
      byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      int whole = wholeLines(bytes);
      return whole == 0
          ? List.of()
          : parse(file, new String(bytes, 0, whole, StandardCharsets.UTF_8), found);
    } catch (IOException e) {
      throw new DecipherException(file + " cannot be read: " + e, e);
    }
  }

  /**
   * Returns the classes after applying corrections to what a run found.
   *
   * @param found the run's classes
   * @param names their names, {@link ClassNames#read}
   * @param entries of its journal
   */
  public static CorrectedClasses replay(
      Labels found, Map<Integer, String> names, List<Entry> entries) {
    CorrectedClasses classes = new CorrectedClasses(found, names);
    boolean[] active = active(entries);
    for (Entry entry : entries) {
      if (active[entry.number()]) {
        entry.correction().ifPresent(classes::apply);
      }
    }
    return classes;
  }

  /** Locks the journal, retrying if the previous holder removed the lock file in between. */
  private static FileChannel lock(Path run) throws IOException {
    Path file = run.resolve(LOCK);
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      create(file);
      Object before = identity(file);
      FileChannel channel;
      try {
        channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException releasedJustNow) {
        continue;
      }
      FileLock lock;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) { // held by this process itself
        lock = null;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      if (lock == null) {
        channel.close();
        throw inUse(run);
      }
      if (Files.exists(file) && Objects.equals(before, identity(file))) {
        return channel;
      }
      channel.close();
    }
    throw new IOException(file + " is repeatedly replaced");
  }

  private static void create(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException fine) {
      return; // left by a killed process, or held: the lock decides
    }
  }

  /** Returns the file's identity, which distinguishes it from others of its name, if supported. */
  private static @org.jspecify.annotations.Nullable Object identity(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException removed) {
      return null;
    }
  }

  private static ConfigurationException inUse(Path run) {
    return new ConfigurationException(
        List.of(run + " is being corrected by another explorer; use that one, or end it first"));
  }

  /** Returns the total length of all complete lines. */
  private static int wholeLines(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  private static JsonObject heading(Labels found) {
    JsonObject json = new JsonObject();
    json.addProperty("journal", FORMAT);
    json.addProperty("version", 1);
    json.addProperty("samples", found.size());
    json.addProperty("labels", sha256(found));
    return json;
  }

  private static List<Entry> parse(Path file, String text, Labels found) {
    List<String> lines = text.lines().toList();
    JsonObject heading = object(file, 1, lines.get(0));
    if (!heading.has("journal") || !heading.get("journal").getAsString().equals(FORMAT)) {
      throw new DecipherException(file + ": is not a journal of corrections");
    }
    if (!heading.equals(heading(found))) {
      throw new DecipherException(
          file
              + ": corrects other classes than labels.npy now holds; restore that file, or move"
              + " the journal away to start anew");
    }
    List<Entry> entries = new ArrayList<>();
    CorrectedClasses checked = new CorrectedClasses(found, Map.of());
    for (int line = 2; line <= lines.size(); line++) {
      JsonObject json = object(file, line, lines.get(line - 1));
      try {
        Entry entry = CorrectionJson.entry(json, found.size());
        if (entry.number() != entries.size() + 1) {
          throw new DecipherException("entry " + entry.number() + " stands in its place");
        }
        entries.add(entry);
        if (entry.correction().isEmpty()) {
          requireUndoable(entries, entry.undoes());
          checked = replay(found, Map.of(), entries);
        } else {
          checked.apply(entry.correction().get());
        }
      } catch (DecipherException | IllegalArgumentException e) {
        throw new DecipherException(
            file + ": " + line + ": " + e.getMessage() + "; the journal is damaged", e);
      }
    }
    return entries;
  }

  private static void requireUndoable(List<Entry> entries, int number) {
    if (number < 1 || number >= entries.size()) {
      throw new DecipherException("it undoes entry " + number + ", which does not precede it");
    }
  }

  private static JsonObject object(Path file, int line, String text) {
    try {
      return JsonParser.parseString(text).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new DecipherException(
          file + ": " + line + ": is not a JSON object; the journal is damaged", e);
    }
  }

  /**
   * Returns which entries are in effect, by number: those not undone by a later entry in effect.
   */
  private static boolean[] active(List<Entry> entries) {
    boolean[] active = new boolean[entries.size() + 1];
    java.util.Arrays.fill(active, true);
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      if (active[entry.number()] && entry.undoes() > 0) {
        active[entry.undoes()] = false;
      }
    }
    return active;
  }

  /**
   * Adds a correction, which is on disk when this returns.
   *
   * @param by author; may be empty
   * @throws DecipherException if it cannot be applied, with the reason, or cannot be written; the
   *     journal is then unchanged
   */
  public synchronized Entry add(Correction correction, String by) {
    CorrectedClasses after = classes.after(correction);
    Entry entry = write(Optional.of(correction), 0, by);
    classes = after;
    return entry;
  }

  /** Undoes the latest correction in effect; returns empty if there is none. */
  public synchronized Optional<Entry> undo(String by) {
    boolean[] active = active(entries);
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      if (active[entry.number()] && entry.correction().isPresent()) {
        return Optional.of(takeBack(entry.number(), by));
      }
    }
    return Optional.empty();
  }

  /** Redoes what was undone last, unless there was another correction since. */
  public synchronized Optional<Entry> redo(String by) {
    boolean[] active = active(entries);
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      if (entry.correction().isPresent()) {
        return Optional.empty();
      }
      if (active[entry.number()] && entries.get(entry.undoes() - 1).correction().isPresent()) {
        return Optional.of(takeBack(entry.number(), by));
      }
    }
    return Optional.empty();
  }

  private Entry takeBack(int number, String by) {
    Entry entry = write(Optional.empty(), number, by);
    classes = replay(found, names, entries);
    return entry;
  }

  private Entry write(Optional<Correction> correction, int undoes, String by) {
    Entry entry =
        new Entry(
            entries.size() + 1,
            clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
            by,
            correction,
            undoes);
    long before = 0;
    try {
      before = channel.size();
      append(channel, JSON.toJson(CorrectionJson.of(entry)));
    } catch (IOException e) {
      try {
        channel.truncate(before);
        channel.position(before);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw new DecipherException(
          file
              + " cannot be written: "
              + OutputFile.problem(file, e)
              + "; the correction was not saved",
          e);
    }
    entries.add(entry);
    return entry;
  }

  private static void append(FileChannel channel, String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  /** A file's name is on disk once its directory is; Windows cannot open directories. */
  private static void force(Path directory) throws IOException {
    if (!System.getProperty("os.name", "").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Returns all entries, in order. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Returns the corrections in effect, in order, without those undone and without undo entries. */
  public synchronized List<Entry> holding() {
    return holding(entries);
  }

  static List<Entry> holding(List<Entry> entries) {
    boolean[] active = active(entries);
    return entries.stream()
        .filter(entry -> active[entry.number()] && entry.correction().isPresent())
        .toList();
  }

  /** Returns whether an entry is in effect: no later entry in effect undoes it. */
  public synchronized boolean holds(Entry entry) {
    return active(entries)[entry.number()];
  }

  /** Returns the current classes, as a value that later corrections do not change. */
  public synchronized CorrectedClasses classes() {
    return classes;
  }

  /** Returns the journal as CSV with a header, one line per entry. */
  public synchronized String csv() {
    StringBuilder csv = new StringBuilder("entry,at,by,action,holds,classes,samples,name\n");
    boolean[] active = active(entries);
    for (Entry entry : entries) {
      JsonObject json = CorrectionJson.of(entry);
      JsonArray numbers = json.has("classes") ? json.getAsJsonArray("classes") : new JsonArray();
      List<String> classNumbers = new ArrayList<>();
      numbers.forEach(one -> classNumbers.add(one.getAsString()));
      if (json.has("class")) {
        classNumbers.add(json.get("class").getAsString());
      }
      csv.append(entry.number())
          .append(',')
          .append(entry.at())
          .append(',')
          .append(quoted(entry.by()))
          .append(',')
          .append(json.get("action").getAsString())
          .append(',')
          .append(active[entry.number()] ? "yes" : "no")
          .append(',')
          .append(quoted(String.join(" ", classNumbers)))
          .append(',')
          .append(quoted(json.has("samples") ? json.get("samples").getAsString() : ""))
          .append(',')
          .append(quoted(json.has("name") ? json.get("name").getAsString() : ""))
          .append('\n');
    }
    return csv.toString();
  }

  /** Quotes a CSV cell, also so that spreadsheets do not interpret it as a formula. */
  static String quoted(String text) {
    String safe = text.matches("(?s)[=+@\\t\\r-].*") ? "'" + text : text;
    return safe.matches("(?s).*[,\"\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  private static String sha256(Labels labels) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * labels.size());
    for (int label : labels.toArray()) {
      bytes.putInt(label);
    }
    return Sha256.hex(bytes.array());
  }

  /** Releases the journal for others. */
  @Override
  public void close() {
    close(channel);
    release(file.toAbsolutePath().getParent(), lockChannel);
  }

  /** Removes a lock's file while it is held ({@link #lock}), then releases the lock. */
  private static void release(
      @org.jspecify.annotations.Nullable Path run,
      @org.jspecify.annotations.Nullable FileChannel lock) {
    if (run == null || lock == null || !lock.isOpen()) {
      return;
    }
    try {
      Files.deleteIfExists(run.resolve(LOCK));
    } catch (IOException e) {
      throw new DecipherException(run.resolve(LOCK) + " cannot be removed: " + e, e);
    } finally {
      close(lock);
    }
  }

  private static void close(@org.jspecify.annotations.Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new DecipherException("a journal cannot be closed: " + e, e);
      }
    }
  }
}
