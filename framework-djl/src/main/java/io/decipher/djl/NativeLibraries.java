// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

import io.decipher.api.DecipherException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The engines' native libraries: unpacked from their jars into a cache that nobody else can write
 * to, and compared with what they must be each time before they are loaded.
 *
 * <p>DJL would unpack them by itself, but takes whatever a cache holds, falls back to a folder that
 * every user shares, and leaves parts behind when it is killed. Here a library that was cut short
 * or changed is unpacked again, and a cache that others can change is refused.
 *
 * <p>The cache is the folder that {@code DJL_CACHE_DIR} names, else {@code .djl.ai} in the user's
 * home. Libraries that Decipher ships with are known by their SHA-256 ({@code natives.sha256});
 * others, as of another engine, by size and CRC-32 in the jar they come from.
 *
 * @implNote all of MXNet, 185 MB, is hashed in 0.1 s where the processor has instructions for it,
 *     in 0.5 s where not. Files are read and written by streams, for a channel is closed for good
 *     by an interruption of its thread.
 */
final class NativeLibraries {
  private static final String MXNET_PROPERTIES = "native/lib/mxnet.properties";
  private static final String PYTORCH_PROPERTIES = "native/lib/pytorch.properties";
  private static final String OVERRIDE = "MXNET_LIBRARY_PATH";
  private static final String UNPACKING = "unpacking-";
  private static final long ABANDONED_MILLIS = 600_000;
  private static final int BUFFER = 1 << 16;

  private final Path cache;

  private NativeLibraries(Path cache) {
    this.cache = cache;
  }

  /** What a library must be. */
  private record Expected(long size, long crc, @Nullable String sha256) {}

  /**
   * Returns the libraries in this user's cache, which is made if it is not there.
   *
   * @throws DecipherException if it cannot be made, or others can change it
   */
  static NativeLibraries open() {
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
    return new NativeLibraries(cache);
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

  /**
   * Returns a folder in the cache, made if it is not there, that this user alone can write to.
   *
   * @throws DecipherException if it cannot be made, or others can change it
   */
  Path own(String name) {
    Path folder = cache.resolve(name);
    try {
      if (!Files.isDirectory(folder)) {
        makeOwn(folder);
      }
      TrustedFolder.require(folder);
      return folder;
    } catch (IOException e) {
      throw unusable(folder, e);
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

  /** Returns the folder that holds all of them. */
  Path cache() {
    return cache;
  }

  /**
   * Makes ready what an engine loads, and points DJL at it.
   *
   * @param engine DJL's name of it
   * @throws DecipherException if it cannot be unpacked, or others can change it, saying which file
   */
  void prepare(String engine) {
    try {
      if (engine.equals(Engines.MXNET)) {
        String chosen = System.getenv(OVERRIDE);
        if (chosen != null && !chosen.isEmpty()) {
          TrustedFolder.require(Path.of(chosen)); // a library of the user's own, of any digest
        } else {
          prepareMxnet();
        }
      } else {
        discardDamaged();
      }
    } catch (IOException e) {
      throw new DecipherException(
          "the native library of "
              + engine
              + " cannot be unpacked to "
              + cache
              + " ("
              + reason(e)
              + "); it needs some 200 MB, "
              + free()
              + " there are free; set DJL_CACHE_DIR to a folder of your own with room, from which"
              + " programs may be run",
          e);
    }
  }

  private void prepareMxnet() throws IOException {
    Properties properties = properties(MXNET_PROPERTIES);
    if (properties == null) {
      return; // there is no jar of natives; opening the engine says so
    }
    String version = properties.getProperty("version", "") + "-";
    Path folder = cache.resolve("mxnet").resolve(version + properties.getProperty("classifier"));
    Map<String, Expected> expected = new HashMap<>();
    for (String name : properties.getProperty("libraries", "").split(",", -1)) {
      expected.put(name, expected("native/lib/" + name, name));
    }
    if (!whole(folder, expected)) {
      unpack(folder, expected);
    }
    TrustedFolder.require(folder);
    for (String name : expected.keySet()) {
      TrustedFolder.require(folder.resolve(name));
    }
    System.setProperty(OVERRIDE, folder.toString());
  }

  private void unpack(Path folder, Map<String, Expected> expected) throws IOException {
    Path engine = own("mxnet");
    try (FileChannel channel =
            FileChannel.open(
                engine.resolve(".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        FileLock lock = channel.lock()) {
      Objects.requireNonNull(lock);
      sweep(engine);
      if (whole(folder, expected)) {
        return; // another process was quicker
      }
      Path part = engine.resolve(UNPACKING + ProcessHandle.current().pid());
      makeOwn(part);
      try {
        for (Map.Entry<String, Expected> entry : expected.entrySet()) {
          write("native/lib/" + entry.getKey(), part.resolve(entry.getKey()));
        }
        if (!whole(part, expected)) {
          throw new IOException("what the jar of the engine holds is damaged");
        }
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
          Files.move(folder, engine.resolve(UNPACKING + "old-" + ProcessHandle.current().pid()));
        }
        Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        sweep(engine);
      }
    }
  }

  /** Removes what processes left that were killed while they unpacked; the lock is held. */
  private static void sweep(Path engine) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(engine)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        boolean abandoned =
            name.startsWith("tmp")
                && Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS).toMillis()
                    < System.currentTimeMillis() - ABANDONED_MILLIS;
        if (name.startsWith(UNPACKING) || abandoned) {
          delete(entry);
        }
      }
    }
  }

  private static void delete(Path path) throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void write(String resource, Path file) throws IOException {
    URL url = resource(resource);
    if (url == null) {
      throw new IOException("the jar of the engine lacks " + resource);
    }
    try (InputStream in = stream(url);
        FileOutputStream out = new FileOutputStream(file.toFile())) {
      in.transferTo(out);
      out.getFD().sync(); // a power cut must not leave a file of the right size and zeros in it
    }
  }

  /**
   * Removes what DJL once unpacked of PyTorch and is not what the jars hold, so that it unpacks it
   * again.
   */
  private void discardDamaged() throws IOException {
    Path engine = cache.resolve("pytorch");
    Properties properties = properties(PYTORCH_PROPERTIES);
    if (properties == null || !Files.isDirectory(engine)) {
      return;
    }
    TrustedFolder.require(engine);
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(engine)) {
      for (Path folder : folders) {
        if (Files.isDirectory(folder) && !known(folder, properties)) {
          delete(folder);
        }
      }
    }
  }

  private static boolean known(Path folder, Properties properties) throws IOException {
    TrustedFolder.require(folder);
    String version = properties.getProperty("version", "");
    if (!String.valueOf(folder.getFileName()).startsWith(version + "-")) {
      return true; // of another version: not loaded
    }
    for (String library : properties.getProperty("libraries", "").split(",", -1)) {
      String name = library.substring(library.lastIndexOf('/') + 1);
      Path file = folder.resolve(name);
      Expected expected = null;
      for (String flavor : List.of("cpu", "cpu-precxx11")) {
        for (String prefix : List.of("pytorch/" + flavor + "/" + Engines.platform() + "/", "")) {
          for (String inner : List.of(prefix + library, prefix + "native/lib/" + name)) {
            if (expected == null && resource(inner) != null) {
              expected = expected(inner, name);
            }
          }
        }
      }
      if (expected != null && !matches(file, expected)) {
        return false;
      }
    }
    return true;
  }

  private static boolean whole(Path folder, Map<String, Expected> expected) throws IOException {
    for (Map.Entry<String, Expected> entry : expected.entrySet()) {
      if (!matches(folder.resolve(entry.getKey()), entry.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(Path file, Expected expected) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || (expected.size >= 0 && Files.size(file) != expected.size)) {
      return false;
    }
    if (expected.sha256 == null && expected.crc < 0) {
      return true;
    }
    MessageDigest digest = sha256();
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = new FileInputStream(file.toFile())) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (expected.sha256 == null) {
          crc.update(buffer, 0, read);
        } else {
          digest.update(buffer, 0, read);
        }
      }
    }
    return expected.sha256 == null
        ? crc.getValue() == expected.crc
        : HexFormat.of().formatHex(digest.digest()).equals(expected.sha256);
  }

  private static Expected expected(String resource, String name) throws IOException {
    URL url = resource(resource);
    String pinned = pinned().get(Engines.platform() + " " + name);
    if (url == null) {
      return new Expected(-1, -1, pinned);
    }
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    if (connection instanceof JarURLConnection jar) {
      try (java.util.jar.JarFile file = jar.getJarFile()) {
        Objects.requireNonNull(file);
        return new Expected(jar.getJarEntry().getSize(), jar.getJarEntry().getCrc(), pinned);
      }
    }
    return new Expected(connection.getContentLengthLong(), -1, pinned);
  }

  private static Map<String, String> pinned() throws IOException {
    Map<String, String> pinned = new HashMap<>();
    try (InputStream in = NativeLibraries.class.getResourceAsStream("natives.sha256")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : text.lines().filter(each -> !each.startsWith("#")).toList()) {
        int last = line.lastIndexOf(' ');
        pinned.put(line.substring(0, last), line.substring(last + 1).toLowerCase(Locale.ROOT));
      }
    }
    return pinned;
  }

  private static @Nullable Properties properties(String resource) throws IOException {
    URL url = resource(resource);
    if (url == null) {
      return null;
    }
    Properties properties = new Properties();
    try (InputStream in = stream(url)) {
      properties.load(in);
    }
    return properties;
  }

  private static InputStream stream(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    return connection.getInputStream();
  }

  private static @Nullable URL resource(String name) {
    List<@Nullable ClassLoader> loaders = new ArrayList<>();
    loaders.add(NativeLibraries.class.getClassLoader());
    loaders.add(Thread.currentThread().getContextClassLoader());
    for (ClassLoader loader : loaders) {
      URL url = loader == null ? null : loader.getResource(name);
      if (url != null) {
        return url;
      }
    }
    return ClassLoader.getSystemResource(name);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private String free() {
    try {
      return Files.getFileStore(cache).getUsableSpace() / 1_000_000 + " MB";
    } catch (IOException e) {
      return "an unknown number";
    }
  }

  /** Returns the innermost reason that has words, e.g. {@code No space left on device}. */
  static String reason(Throwable thrown) {
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
