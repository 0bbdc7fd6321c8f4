// SPDX-License-Identifier: Apache-2.0
package io.decipher.natives;

import io.decipher.api.DecipherException;
import io.decipher.api.FileTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where native libraries are unpacked to: the folder that {@code DJL_CACHE_DIR} names, else {@code
 * .djl.ai} in the user's home. It must be this user's: one that others can write to is refused, and
 * there is no other place to fall back to.
 *
 * <p>What is unpacked is compared with what it must be before each use, and unpacked again where it
 * differs. Processes may do so at the same time; one that is killed leaves nothing that the next
 * does not sweep away.
 */
public final class NativeCache {
  private static final String UNPACKING = "unpacking-";
  private static final long ABANDONED_MILLIS = 600_000;

  private final Path directory;

  private NativeCache(Path directory) {
    this.directory = directory;
  }

  /**
   * Returns this user's cache, which is made if it is not there.
   *
   * @throws DecipherException if it cannot be made, or others can change it
   */
  public static NativeCache open() {
    Path named = named("ENGINE_CACHE_DIR", named("DJL_CACHE_DIR", null));
    Path cache = named != null ? named : Path.of(System.getProperty("user.home", "?"), ".djl.ai");
    cache = cache.toAbsolutePath();
    try {
      if (!Files.isDirectory(cache)) {
        Path parent = Objects.requireNonNullElse(cache.getParent(), cache);
        Files.createDirectories(parent);
        makeOwn(cache);
      }
      TrustedFolder.require(cache);
    } catch (IOException e) {
      throw unusable(cache, e);
    }
    return new NativeCache(cache);
  }

  private static @Nullable Path named(String variable, @Nullable Path otherwise) {
    String value = System.getenv(variable);
    if (value == null || value.isEmpty()) {
      value = System.getProperty(variable);
    }
    return value == null || value.isEmpty() ? otherwise : Path.of(value);
  }

  private static void makeOwn(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(folder);
    }
  }

  /** Returns the folder that holds all of them. */
  public Path directory() {
    return directory;
  }

  /**
   * Returns a folder in the cache, made if it is not there, that this user alone can write to.
   *
   * @throws DecipherException if it cannot be made, or others can change it
   */
  public Path own(String name) {
    Path folder = directory.resolve(name);
    try {
      if (!Files.isDirectory(folder)) {
        makeOwnUnlessThere(folder);
      }
      TrustedFolder.require(folder);
      return folder;
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static void makeOwnUnlessThere(Path folder) throws IOException {
    try {
      makeOwn(folder);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  private static DecipherException unusable(Path folder, IOException e) {
    return new DecipherException(
        "the folder for native libraries, "
            + folder
            + ", cannot be made or read ("
            + reason(e)
            + "); set DJL_CACHE_DIR to a folder of your own",
        e);
  }

  /**
   * Returns the folder that holds libraries, each of which is what it must be and can be changed by
   * nobody else; they are unpacked unless they were before.
   *
   * @param owner whose they are, which is the name of a folder in the cache
   * @param version the name of the folder in that one, which tells versions and platforms apart
   * @throws DecipherException if others can change them, naming the path
   * @throws IOException if they cannot be unpacked
   */
  public Path unpacked(String owner, String version, List<NativeFile> files) throws IOException {
    Path folder = directory.resolve(owner).resolve(version);
    if (!whole(folder, files)) {
      unpack(own(owner), folder, files);
    }
    TrustedFolder.require(folder);
    for (NativeFile file : files) {
      TrustedFolder.require(folder.resolve(file.name()));
    }
    return folder;
  }

  private static void unpack(Path owner, Path folder, List<NativeFile> files) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                owner.resolve(".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        FileLock lock = channel.lock()) {
      Objects.requireNonNull(lock);
      sweep(owner);
      if (whole(folder, files)) {
        return; // another process was quicker
      }
      Path part = owner.resolve(UNPACKING + ProcessHandle.current().pid());
      makeOwn(part);
      try {
        for (NativeFile file : files) {
          file.write(part.resolve(file.name()));
        }
        if (!whole(part, files)) {
          throw new IOException("what the jar of the library holds is damaged");
        }
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
          Files.move(folder, owner.resolve(UNPACKING + "old-" + ProcessHandle.current().pid()));
        }
        Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        sweep(owner);
      }
    }
  }

  /** Removes what processes left that were killed while they unpacked; the lock is held. */
  private static void sweep(Path owner) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(owner)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        boolean abandoned =
            name.startsWith("tmp")
                && Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS).toMillis()
                    < System.currentTimeMillis() - ABANDONED_MILLIS;
        if (name.startsWith(UNPACKING) || abandoned) {
          FileTree.delete(entry);
        }
      }
    }
  }

  private static boolean whole(Path folder, List<NativeFile> files) throws IOException {
    for (NativeFile file : files) {
      if (!file.is(folder.resolve(file.name()))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns what to say where libraries cannot be unpacked: why, how much room there is, and what
   * to do.
   *
   * @param whose e.g. {@code MXNet}
   * @param megabytes what they need
   */
  public DecipherException notUnpacked(String whose, int megabytes, IOException e) {
    return new DecipherException(
        "the native library of "
            + whose
            + " cannot be unpacked to "
            + directory
            + " ("
            + reason(e)
            + "); it needs some "
            + megabytes
            + " MB, "
            + free()
            + " there are free; set DJL_CACHE_DIR to a folder of your own with room, from which"
            + " programs may be run",
        e);
  }

  private String free() {
    try {
      return Files.getFileStore(directory).getUsableSpace() / 1_000_000 + " MB";
    } catch (IOException e) {
      return "an unknown number";
    }
  }

  /** Returns the innermost reason that has words, e.g. {@code No space left on device}. */
  public static String reason(Throwable thrown) {
    String reason = thrown.getClass().getSimpleName();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && !message.isBlank()) {
        String kind = cause.getClass().getSimpleName();
        String text = message.lines().findFirst().orElse(message).strip();
        reason =
            cause instanceof java.nio.file.FileSystemException
                    && !kind.equals("FileSystemException")
                ? kind.replace("Exception", "") + " " + text
                : text;
      }
    }
    return reason;
  }
}
