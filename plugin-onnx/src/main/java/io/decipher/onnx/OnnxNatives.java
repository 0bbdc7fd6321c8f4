// SPDX-License-Identifier: Apache-2.0
package io.decipher.onnx;

import ai.onnxruntime.OrtEnvironment;
import io.decipher.api.DecipherException;
import io.decipher.natives.NativeCache;
import io.decipher.natives.NativeFile;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads ONNX Runtime with its native libraries from the cache for native libraries.
 *
 * <p>By default ONNX Runtime unpacks them to the temporary directory each time, 21 MB, leaves them
 * there if the process is killed, and loads whatever is there. It first looks in the folder given
 * by {@code onnxruntime.native.path}; while loading, this class sets that property to the folder in
 * the cache, whose files were compared with their SHA-256. A program started with that property
 * uses its own libraries.
 */
final class OnnxNatives {
  private static final String PATH = "onnxruntime.native.path";
  private static final String JAR = "/ai/onnxruntime/native/";
  private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");
  private static final int MEGABYTES = 40;

  private static @Nullable OrtEnvironment environment;

  private OnnxNatives() {}

  /**
   * Returns ONNX Runtime, loading it if necessary.
   *
   * @throws DecipherException if its libraries cannot be unpacked or loaded, or others can modify
   *     them
   */
  static synchronized OrtEnvironment environment() {
    OrtEnvironment loaded = environment;
    if (loaded == null) {
      loaded = load();
      environment = loaded;
    }
    return loaded;
  }

  private static OrtEnvironment load() {
    if (System.getProperty(PATH) != null) {
      return OrtEnvironment.getEnvironment();
    }
    Path folder = unpacked(NativeCache.open());
    if (folder == null) {
      return begun(); // which reports that there is nothing for this platform
    }
    System.setProperty(PATH, folder.toString());
    try {
      return begun();
    } finally {
      System.clearProperty(PATH); // another version in this process has its own path
    }
  }

  private static OrtEnvironment begun() {
    try {
      return OrtEnvironment.getEnvironment();
    } catch (LinkageError | RuntimeException e) {
      throw new DecipherException(
          "ONNX Runtime cannot load its native library for "
              + platform()
              + ": "
              + NativeCache.reason(e),
          e);
    }
  }

  /**
   * Returns the folder with the libraries, each of which matches its digest; {@code null} if the
   * jar has none for this platform.
   */
  static @Nullable Path unpacked(NativeCache cache) {
    String platform = platform();
    try {
      Map<String, String> pinned =
          NativeFile.digests(OnnxNatives.class.getResourceAsStream("natives.sha256"));
      List<NativeFile> files = new ArrayList<>();
      for (String library : LIBRARIES) {
        String name = System.mapLibraryName(library);
        URL source = OrtEnvironment.class.getResource(JAR + platform + "/" + name);
        if (source == null) {
          return null;
        }
        files.add(NativeFile.of(name, source, pinned.get(platform + "/" + name)));
      }
      return cache.unpacked("onnxruntime", files.get(0).fingerprint() + "-" + platform, files);
    } catch (IOException e) {
      throw cache.notUnpacked("ONNX Runtime", MEGABYTES, e);
    }
  }

  /** Returns ONNX Runtime's name for this platform in its jar. */
  private static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return (os.startsWith("mac") ? "osx" : os.startsWith("win") ? "win" : "linux")
        + (arch.equals("aarch64") || arch.equals("arm64") ? "-aarch64" : "-x64");
  }
}
