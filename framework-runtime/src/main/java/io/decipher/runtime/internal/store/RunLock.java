// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import com.google.gson.JsonObject;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Exclusive access of one process to a directory; a second one is told who has it.
 *
 * <p>It is an operating system lock on the file {@value #FILE}, so it ends with its process in any
 * case. Two properties of such locks determine the design:
 *
 * <ul>
 *   <li>On POSIX systems a process loses its lock on a file when it closes any channel of that
 *       file. So only a lock's owner opens {@value #FILE}: the holder is named in another file,
 *       which is checked first, so that a process does not try to lock what it already holds.
 *   <li>A lock is worthless once its file has been deleted, and the file is deleted on release. So
 *       a lock only counts if the locked file is still in place afterwards; otherwise it was
 *       released in the meantime, and the attempt is repeated.
 * </ul>
 */
public final class RunLock implements AutoCloseable {
  public static final String FILE = ".lock";
  static final String HOLDER = ".lock-holder";

  /** The file names that a lock uses in its directory. */
  public static final Set<String> NAMES = Set.of(FILE, HOLDER, HOLDER + ".part");

  private static final int MOST_ATTEMPTS = 100;
  private static final int LONGEST_COMMAND = 160;

  private final Path directory;
  private final FileChannel channel;

  private RunLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Locks a directory.
   *
   * @param directory an existing directory
   * @throws ConfigurationException if it is in use, with the holder
   * @throws IOException if it cannot be locked at all
   */
  static RunLock acquire(Path directory) throws IOException {
    synchronized (RunLock.class) {
      for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        RunLock lock = attempt(directory);
        if (lock != null) {
          return lock;
        }
      }
    }
    throw new IOException("its lock file is repeatedly replaced");
  }

  /** Returns null if the lock file was deleted in the meantime. */
  private static @Nullable RunLock attempt(Path directory) throws IOException {
    Optional<Holder> holder = Holder.of(directory);
    if (holder.isPresent() && holder.get().isThisProcess()) {
      throw inUse(directory, holder);
    }
    Path file = directory.resolve(FILE);
    create(file);
    Object before = identity(file);
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException releasedJustNow) {
      return null;
    }
    boolean mine = false;
    try {
      if (!locks(channel)) {
        throw inUse(directory, Holder.of(directory));
      }
      if (!Files.exists(file) || !Objects.equals(before, identity(file))) {
        return null;
      }
      try {
        Holder.current().write(directory);
      } catch (IOException e) {
        Files.deleteIfExists(file); // while it is held: see the class
        throw e;
      }
      mine = true;
      return new RunLock(directory, channel);
    } finally {
      if (!mine) {
        channel.close();
      }
    }
  }

  private static void create(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException fine) {
      return; // left by a killed process, or held: the lock decides
    }
  }

  private static boolean locks(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldByAnotherLoaderOfThisClass) {
      return false;
    }
  }

  /**
   * Returns an identifier of a file that distinguishes it from others of its name; null if unknown.
   */
  private static @Nullable Object identity(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException deleted) {
      return null;
    }
  }

  private static ConfigurationException inUse(Path directory, Optional<Holder> holder) {
    return new ConfigurationException(
        List.of(
            directory
                + " is in use by "
                + holder.map(Holder::described).orElse("another process, which has just started")
                + "; wait until it ends, or name another directory"));
  }

  /** Deletes the files of a lock whose holder was killed, unless it is held. */
  static void sweep(Path directory) {
    if (!Files.exists(directory.resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      acquire(directory).close();
    } catch (IOException | ConfigurationException held) {
      return; // or not writable: harmless
    }
  }

  /** Releases the lock and removes its files. */
  @Override
  public void close() {
    synchronized (RunLock.class) {
      if (!channel.isOpen()) {
        return;
      }
      try (channel) {
        Files.deleteIfExists(directory.resolve(HOLDER));
        Files.deleteIfExists(directory.resolve(FILE)); // while it is held: see the class
      } catch (IOException e) {
        throw new DecipherException(
            directory
                + ": its lock cannot be removed: "
                + DecipherException.reason(e)
                + "; remove "
                + FILE
                + " and "
                + HOLDER
                + " there by hand",
            e);
      }
    }
  }

  /**
   * The holder of a lock.
   *
   * @param process the process id
   * @param host the name of the machine
   * @param started when the process started, in milliseconds since 1970, since process ids are
   *     reused
   * @param since when it acquired the lock
   * @param command the command it runs
   */
  private record Holder(long process, String host, long started, String since, String command) {
    static Holder current() {
      return new Holder(
          ProcessHandle.current().pid(),
          machine(),
          ManagementFactory.getRuntimeMXBean().getStartTime(),
          Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
          shortened(System.getProperty("sun.java.command", "java")));
    }

    /** Returns this machine's local name, since Java's lookup would use the network. */
    private static String machine() {
      for (Path file : List.of(Path.of("/proc/sys/kernel/hostname"), Path.of("/etc/hostname"))) {
        try {
          if (Files.isReadable(file)) {
            return shortened(Files.readString(file, StandardCharsets.UTF_8).strip());
          }
        } catch (IOException unreadable) {
          return "this machine";
        }
      }
      for (String variable : List.of("HOSTNAME", "COMPUTERNAME")) {
        String named = System.getenv(variable);
        if (named != null && !named.isBlank()) {
          return shortened(named);
        }
      }
      return "this machine";
    }

    /**
     * Returns the recorded holder of a directory's lock; empty if it is not recorded or readable.
     */
    static Optional<Holder> of(Path directory) {
      try {
        return Optional.of(
            JsonFile.read(
                directory.resolve(HOLDER),
                json ->
                    new Holder(
                        json.get("process").getAsLong(),
                        json.get("host").getAsString(),
                        json.get("started").getAsLong(),
                        json.get("since").getAsString(),
                        json.get("command").getAsString())));
      } catch (IOException notSaid) {
        return Optional.empty();
      }
    }

    boolean isThisProcess() {
      Holder current = current();
      return process == current.process && host.equals(current.host) && started == current.started;
    }

    void write(Path directory) throws IOException {
      JsonObject json = new JsonObject();
      json.addProperty("process", process);
      json.addProperty("host", host);
      json.addProperty("started", started);
      json.addProperty("since", since);
      json.addProperty("command", command);
      Path beside = directory.resolve(HOLDER + ".part");
      Files.deleteIfExists(beside); // a link of that name would redirect the write
      try {
        Files.writeString(
            beside, json + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        Files.move(
            beside,
            directory.resolve(HOLDER),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside);
      }
    }

    String described() {
      return (isThisProcess()
              ? "another run of this process, " + process
              : "process " + process + " on " + host)
          + " since "
          + since
          + " ("
          + command
          + ")";
    }

    private static String shortened(String text) {
      String line = text.replaceAll("[\\p{Cntrl}]", " ").strip();
      return line.length() <= LONGEST_COMMAND ? line : line.substring(0, LONGEST_COMMAND) + "…";
    }
  }
}
