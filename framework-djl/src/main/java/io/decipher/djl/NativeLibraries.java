// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

import io.decipher.api.DecipherException;
import io.decipher.api.FileTree;
import io.decipher.natives.NativeCache;
import io.decipher.natives.NativeFile;
import io.decipher.natives.TrustedFolder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The native libraries of the engines.
 *
 * <p>DJL could unpack them itself, but accepts whatever a cache contains, falls back to a folder
 * shared by all users, and leaves partial files behind when it is killed. Here a truncated or
 * modified library is unpacked again, and a cache that other users can modify is rejected.
 *
 * <p>Libraries shipped with Decipher are identified by SHA-256 ({@code natives.sha256}); others,
 * such as those of another engine, by size and CRC-32 in the jar they come from.
 */
final class NativeLibraries {
  private static final String MXNET_PROPERTIES = "native/lib/mxnet.properties";
  private static final String PYTORCH_PROPERTIES = "native/lib/pytorch.properties";
  private static final String OVERRIDE = "MXNET_LIBRARY_PATH";
  private static final int MEGABYTES = 200;

  private final NativeCache cache;

  private NativeLibraries(NativeCache cache) {
    this.cache = cache;
  }

  /**
   * Returns the libraries in this user's cache, which is created if necessary.
   *
   * @throws DecipherException if it cannot be created, or other users can modify it
   */
  static NativeLibraries open() {
    return new NativeLibraries(NativeCache.open());
  }

  /** Returns the cache. */
  NativeCache cache() {
    return cache;
  }

  /**
   * Prepares the libraries of an engine, and configures DJL to use them.
   *
   * @param engine its name in DJL
   * @throws DecipherException if a file cannot be unpacked, or other users can modify it; names the
   *     file
   */
  void prepare(String engine) {
    try {
      if (engine.equals(Engines.MXNET)) {
        String chosen = System.getenv(OVERRIDE);
        if (chosen != null && !chosen.isEmpty()) {
          TrustedFolder.require(Path.of(chosen)); // a library chosen by the user, with any digest
        } else {
          prepareMxnet();
        }
      } else {
        discardDamaged();
      }
    } catch (IOException e) {
      throw cache.notUnpacked(engine, MEGABYTES, e);
    }
  }

  private void prepareMxnet() throws IOException {
    Properties properties = properties(MXNET_PROPERTIES);
    if (properties == null) {
      return; // without a jar of natives, opening the engine reports the problem
    }
    List<NativeFile> files = new ArrayList<>();
    for (String name : properties.getProperty("libraries", "").split(",", -1)) {
      files.add(file("native/lib/" + name, name));
    }
    Path folder =
        cache.unpacked(
            "mxnet",
            properties.getProperty("version", "") + "-" + properties.getProperty("classifier"),
            files);
    System.setProperty(OVERRIDE, folder.toString());
  }

  /**
   * Deletes files that DJL once unpacked for PyTorch and that differ from those in the jars, so
   * that it unpacks them again.
   */
  private void discardDamaged() throws IOException {
    Path engine = cache.directory().resolve("pytorch");
    Properties properties = properties(PYTORCH_PROPERTIES);
    if (properties == null || !Files.isDirectory(engine)) {
      return;
    }
    TrustedFolder.require(engine);
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(engine)) {
      for (Path folder : folders) {
        if (Files.isDirectory(folder) && !known(folder, properties)) {
          FileTree.delete(folder);
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
      String held = null;
      for (String flavor : List.of("cpu", "cpu-precxx11")) {
        for (String prefix : List.of("pytorch/" + flavor + "/" + Engines.platform() + "/", "")) {
          for (String inner : List.of(prefix + library, prefix + "native/lib/" + name)) {
            if (held == null && resource(inner) != null) {
              held = inner;
            }
          }
        }
      }
      if (held != null && !file(held, name).is(folder.resolve(name))) {
        return false;
      }
    }
    return true;
  }

  private static NativeFile file(String resource, String name) throws IOException {
    Map<String, String> pinned =
        NativeFile.digests(NativeLibraries.class.getResourceAsStream("natives.sha256"));
    return NativeFile.of(name, resource(resource), pinned.get(Engines.platform() + " " + name));
  }

  private static @Nullable Properties properties(String resource) throws IOException {
    URL url = resource(resource);
    if (url == null) {
      return null;
    }
    Properties properties = new Properties();
    try (InputStream in = NativeFile.open(url)) {
      properties.load(in);
    }
    return properties;
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
}
