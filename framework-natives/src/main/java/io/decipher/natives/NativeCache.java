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
 * The folder that native libraries are unpacked to: the one named by {@code ENGINE_CACHE_DIR}, else
 * by {@code DJL_CACHE_DIR} (environment variables or system properties), else {@code .djl.ai} in
 * the user's home directory. It must belong to this user: a folder that others can write to is
 * rejected, and there is no fallback.
 *
 * <p>Unpacked files are verified before each use, and unpacked again if they differ from what is
 * expected. Several processes may do so concurrently; what a killed process leaves behind is
 * removed by the next one that unpacks.
 */
public final class NativeCache {
  private static final String UNPACKING = "unpacking-";
  private static final long ABANDONED_MILLIS = 600_000;

  private final Path directory;

  private NativeCache(Path directory) {
    this.directory = directory;
  }

  /**
   * Returns this user's cache; it is created if it does not exist.
   *
   * @throws DecipherException if it cannot be created, or others can modify it
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

  /** Returns the root folder of the cache. */
  public Path directory() {
    return directory;
  }

  /**
   * Returns a folder in the cache that only this user can write to; it is created if it does not
   * exist.
   *
   * @throws DecipherException if it cannot be created, or others can modify it
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
   * Returns the folder with the given libraries, which are unpacked if needed: each one is
   * verified, and no other user can modify it.
   *
   * @param owner what the libraries belong to; the name of a folder in the cache
   * @param version the name of the folder inside that one, which distinguishes versions and
   *     platforms
   * @throws DecipherException if others can modify them; the message names the path
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
        return; // another process was faster
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

  /**
   * Removes what processes left behind that were killed while unpacking; the caller holds the lock.
   */
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
   * Returns the exception to throw when libraries cannot be unpacked: the reason, the free space,
   * and what to do.
   *
   * @param whose the library, e.g. {@code MXNet}
   * @param megabytes the space needed
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
            + " are free there; set DJL_CACHE_DIR to a folder of your own with enough space, from"
            + " which programs can be executed",
        e);
  }

  private String free() {
    try {
      return Files.getFileStore(directory).getUsableSpace() / 1_000_000 + " MB";
    } catch (IOException e) {
      return "an unknown number";
    }
  }

  /** Returns the innermost message in a chain of causes, e.g. {@code No space left on device}. */
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
