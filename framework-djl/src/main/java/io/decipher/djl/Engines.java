// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

import ai.djl.engine.Engine;
import com.sun.jna.Function;
import com.sun.jna.Platform;
import io.decipher.api.DecipherException;
import io.decipher.natives.NativeCache;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;

/**
 * Opens DJL's engines by name.
 *
 * <p>DJL and its native libraries read their configuration once, when they are loaded. The
 * following is therefore set up before this class first accesses DJL, without overriding anything
 * set by the user:
 *
 * <ul>
 *   <li>offline mode without telemetry: the system properties {@code ai.djl.offline} and {@code
 *       OPT_OUT_TRACKING};
 *   <li>the native libraries, including JNA's, are in a cache that no other user can write to
 *       ({@code DJL_CACHE_DIR}, or else {@code ~/.djl.ai}), and are verified before they are
 *       loaded;
 *   <li>{@code OMP_NUM_THREADS} is 2 on any machine, since the number of threads affects the result
 *       bit by bit; it can be set to a higher number for speed;
 *   <li>{@code OMP_WAIT_POLICY} is passive: busy-waiting threads would take the processor from the
 *       thread that prepares the next batch, and from other processes;
 *   <li>glibc keeps freed memory: otherwise every large buffer of a training step would be mapped
 *       and faulted in anew, which costs a third of the speed.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class Engines {
  /** The default engine. */
  public static final String MXNET = "MXNet";

  /** The engine for platforms without a native library of MXNet. */
  private static final String PYTORCH = "PyTorch";

  private static final Map<String, List<String>> PLATFORMS =
      new TreeMap<>(
          Map.of(
              MXNET, List.of("linux-x86_64", "osx-x86_64", "win-x86_64"),
              PYTORCH, List.of("linux-x86_64", "linux-aarch64", "osx-aarch64", "win-x86_64")));

  /**
   * The number of threads of an operation on any machine: a different number changes the order of
   * summation, and thereby the result for a seed.
   */
  private static final String THREADS = "2";

  private static final int M_TRIM_THRESHOLD = -1;
  private static final int M_TOP_PAD = -2;
  private static final int M_MMAP_THRESHOLD = -3;

  private Engines() {}

  /** Set-up by class initialisation: once, and before any thread continues. */
  private static final class SetUp {
    static {
      run();
    }

    private SetUp() {}

    /**
     * Returns when everything is set up, which the initialisation of this class does on the first
     * call.
     */
    static void await() {}

    private static void run() {
      NativeLibraries natives = NativeLibraries.open();
      String cache = natives.cache().directory().toString();
      setProperty("ai.djl.offline", "true");
      setProperty("OPT_OUT_TRACKING", "true");
      setProperty("DJL_CACHE_DIR", cache);
      setProperty("ENGINE_CACHE_DIR", cache);
      setProperty("jna.tmpdir", natives.cache().own("jna").toString()); // and nowhere else
      try {
        setUpNatives();
      } catch (UnsatisfiedLinkError e) {
        return; // this C library lacks these functions, which only costs speed
      }
    }

    private static void setProperty(String key, String value) {
      if (System.getProperty(key) == null) {
        System.setProperty(key, value);
      }
    }

    private static void setUpNatives() {
      if (Platform.isWindows()) {
        return;
      }
      call("setenv", "OMP_NUM_THREADS", THREADS, 0);
      call("setenv", "OMP_WAIT_POLICY", "PASSIVE", 0);
      if (Platform.isLinux()) {
        if (call("mallopt", M_MMAP_THRESHOLD, 1 << 30) == 0) {
          call("mallopt", M_MMAP_THRESHOLD, 32 << 20); // the maximum of older glibc versions
        }
        call("mallopt", M_TRIM_THRESHOLD, Integer.MAX_VALUE);
        call("mallopt", M_TOP_PAD, 256 << 20);
      }
    }

    private static int call(String function, Object... arguments) {
      return Function.getFunction(Platform.C_LIBRARY_NAME, function).invokeInt(arguments);
    }
  }

  /**
   * Returns an engine's name in DJL's spelling.
   *
   * @param name in any case
   * @throws IllegalArgumentException if the engine is unknown
   */
  public static String named(String name) {
    for (String known : PLATFORMS.keySet()) {
      if (known.equalsIgnoreCase(name)) {
        return known;
      }
    }
    throw new IllegalArgumentException(
        "engine must be one of " + String.join(", ", PLATFORMS.keySet()) + ", but was " + name);
  }

  /**
   * Returns an engine with its native library loaded.
   *
   * @param name in any case
   * @throws DecipherException if it is not available, or has no native library for this platform
   */
  public static Engine open(String name) {
    String engine = named(name);
    String platform = platform();
    NativeLibraries natives = NativeLibraries.open();
    natives.cache().own("jna"); // here, where a problem with it can be reported
    SetUp.await(); // before Engine is loaded, which reads it
    if (!Engine.hasEngine(engine)) {
      throw new DecipherException(absent(engine, platform, Engine.getAllEngines()));
    }
    natives.prepare(engine);
    try {
      return Engine.getEngine(engine);
    } catch (RuntimeException | LinkageError e) {
      if (Thread.currentThread().isInterrupted() || endsWithTheProcess(e)) {
        throw new CancellationException("interrupted while the engine " + engine + " was loaded");
      }
      throw new DecipherException(
          PLATFORMS.getOrDefault(engine, List.of()).contains(platform)
              ? unloadable(engine, platform, NativeCache.reason(e), natives.cache().directory())
              : missing(engine, platform) + " (" + NativeCache.reason(e) + ")",
          e);
    }
  }

  /** Returns whether loading failed because the process was asked to end in the meantime. */
  private static boolean endsWithTheProcess(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalStateException
          && "Shutdown in progress".equals(cause.getMessage())) {
        return true; // hooks can no longer be added
      }
    }
    return false;
  }

  /**
   * Returns the message for an engine whose jars are missing.
   *
   * @param found the available engines
   */
  static String absent(String engine, String platform, Set<String> found) {
    if (!PLATFORMS.getOrDefault(engine, List.of()).contains(platform)) {
      return missing(engine, platform); // its jars would not help
    }
    return "engine "
        + engine
        + " is not on the module path; found "
        + (found.isEmpty() ? "none" : String.join(", ", new TreeSet<>(found)))
        + ". Add the jars for "
        + platform
        + (engine.equals(PYTORCH) ? " (a build with -Dpytorch includes them)" : "")
        + (found.isEmpty() ? "" : ", or set engine to one that is there");
  }

  /** Returns the message for a native library that exists but cannot be loaded. */
  static String unloadable(String engine, String platform, String reason, Path cache) {
    return "engine "
        + engine
        + " cannot load its native library for "
        + platform
        + " from "
        + cache
        + ": "
        + reason
        + "; set DJL_CACHE_DIR to a folder of your own from which programs can be executed (not"
        + " mounted noexec)";
  }

  /** Returns the message for an engine without a native library. */
  static String missing(String engine, String platform) {
    List<String> there =
        PLATFORMS.entrySet().stream()
            .filter(entry -> entry.getValue().contains(platform))
            .map(Map.Entry::getKey)
            .toList();
    List<String> platforms = PLATFORMS.getOrDefault(engine, List.of());
    return platforms.contains(platform)
        ? "engine "
            + engine
            + " cannot load its native library for "
            + platform
            + "; is the jar with the natives of that platform on the path?"
        : "engine "
            + engine
            + " has no native library for "
            + platform
            + ", only for "
            + String.join(", ", platforms)
            + (there.isEmpty()
                ? "; no engine has one for this platform"
                : "; on this machine, set engine to " + String.join(" or ", there));
  }

  /** Returns this platform as named by DJL's native jars, e.g. {@code linux-x86_64}. */
  static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "osx" : os.startsWith("win") ? "win" : "linux";
    return system + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }
}
