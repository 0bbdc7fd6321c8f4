// SPDX-License-Identifier: Apache-2.0
package io.decipher.parquet;

import io.decipher.api.DecipherException;
import io.decipher.natives.NativeCache;
import io.decipher.natives.NativeFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.security.SecureClassLoader;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * DuckDB within this process, with its native library in the cache for native libraries.
 *
 * <p>By default the driver unpacks its library to the temporary directory each time, 60 MB, and
 * leaves it there if the process is killed. It asks its class loader first, however: a custom
 * loader hides the library in the jar, and provides the one in the cache, which was compared with
 * its SHA-256.
 */
final class DuckDb {
  private static final String CLASSES = "org.duckdb.";
  private static final String LIBRARY = "libduckdb_java.so";
  private static final String URL = "jdbc:duckdb:";
  private static final int MEGABYTES = 110;

  private static @Nullable Driver driver;

  private DuckDb() {}

  /**
   * Returns a connection to an empty in-memory database, on one thread, so that the same table
   * gives the same bytes; it loads no extensions and does not access the network.
   *
   * @throws SQLException if DuckDB cannot start
   * @throws DecipherException if its library cannot be unpacked, or others can modify it
   */
  static Connection connect() throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("threads", "1");
    settings.setProperty("jdbc_stream_results", "true"); // results may be larger than the memory
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    return Objects.requireNonNull(driver().connect(URL, settings));
  }

  private static synchronized Driver driver() throws SQLException {
    Driver loaded = driver;
    if (loaded == null) {
      loaded = load();
      driver = loaded;
    }
    return loaded;
  }

  private static Driver load() throws SQLException {
    NativeCache cache = NativeCache.open();
    ClassLoader around = Objects.requireNonNull(DuckDb.class.getClassLoader());
    try {
      Path library = unpacked(cache, around);
      return Class.forName(CLASSES + "DuckDBDriver", true, new Loader(around, library))
          .asSubclass(Driver.class)
          .getConstructor()
          .newInstance();
    } catch (IOException e) {
      throw cache.notUnpacked("DuckDB, which reads and writes Parquet,", MEGABYTES, e);
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      throw new SQLException("DuckDB cannot be loaded: " + NativeCache.reason(e), e);
    }
  }

  /**
   * Returns the library; {@code null} if the jar has none for this platform, which DuckDB reports.
   */
  private static @Nullable Path unpacked(NativeCache cache, ClassLoader around) throws IOException {
    String name = LIBRARY + "_" + platform();
    URL source = around.getResource(name);
    if (source == null) {
      return null;
    }
    Map<String, String> pinned =
        NativeFile.digests(DuckDb.class.getResourceAsStream("natives.sha256"));
    NativeFile file = NativeFile.of(LIBRARY, source, pinned.get(name));
    return cache
        .unpacked("duckdb", file.fingerprint() + "-" + platform(), List.of(file))
        .resolve(LIBRARY);
  }

  /** Returns DuckDB's name for this platform in the names of its libraries. */
  private static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    if (os.startsWith("mac")) {
      return "osx_universal";
    }
    return (os.startsWith("win") ? "windows" : "linux")
        + (arch.equals("aarch64") || arch.equals("arm64") ? "_arm64" : "_amd64");
  }

  /** Redefines DuckDB's classes from the resources of the loader around it. */
  private static final class Loader extends SecureClassLoader {
    static {
      registerAsParallelCapable();
    }

    private final ClassLoader around;
    private final @Nullable Path library;

    Loader(ClassLoader around, @Nullable Path library) {
      super("DuckDB", around);
      this.around = around;
      this.library = library;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(CLASSES)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      try (InputStream in = around.getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length, (ProtectionDomain) null);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    @Override
    public @Nullable URL getResource(String name) {
      return library != null && name.startsWith(LIBRARY) ? null : super.getResource(name);
    }

    @Override
    protected @Nullable String findLibrary(String name) {
      return library != null && name.equals("duckdb_java") ? library.toString() : null;
    }
  }
}
