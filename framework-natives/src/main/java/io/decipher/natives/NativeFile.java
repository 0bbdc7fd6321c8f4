// SPDX-License-Identifier: Apache-2.0
package io.decipher.natives;

import io.decipher.api.Sha256;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A native library in a jar, and how to verify it once it is unpacked: by a SHA-256 digest that is
 * known in advance, else by the size and CRC-32 that the jar records.
 *
 * @implNote Hashing 185 MB takes 0.1 s if the processor has instructions for it, 0.5 s otherwise.
 *     Files are read and written through streams, because interrupting a thread closes its channel
 *     for good.
 */
public final class NativeFile {
  private static final int BUFFER = 1 << 16;
  private static final int FINGERPRINT = 12;

  private final String name;
  private final @Nullable URL source;
  private final @Nullable String sha256;
  private final long size;
  private final long crc;

  private NativeFile(
      String name, @Nullable URL source, @Nullable String sha256, long size, long crc) {
    this.name = name;
    this.source = source;
    this.sha256 = sha256;
    this.size = size;
    this.crc = crc;
  }

  /**
   * Returns a library.
   *
   * @param name the name of the file that it is unpacked to
   * @param source its location; {@code null} if there is none, e.g. if something else unpacks it
   * @param sha256 its digest in hexadecimal digits; {@code null} if unknown
   * @throws IOException if the source cannot be examined
   */
  public static NativeFile of(String name, @Nullable URL source, @Nullable String sha256)
      throws IOException {
    if (source == null) {
      return new NativeFile(name, null, sha256, -1, -1);
    }
    URLConnection connection = uncached(source);
    if (connection instanceof JarURLConnection jar) {
      try (JarFile file = jar.getJarFile()) {
        Objects.requireNonNull(file);
        return new NativeFile(
            name, source, sha256, jar.getJarEntry().getSize(), jar.getJarEntry().getCrc());
      }
    }
    return new NativeFile(name, source, sha256, connection.getContentLengthLong(), -1);
  }

  /**
   * Reads a list of digests. Each line describes one library: words that identify it and, after the
   * last space, its SHA-256 in hexadecimal digits; lines that start with {@code #} are comments.
   *
   * @param list the list, which this method closes; the module that ships it opens it, since a
   *     module hides its resources from this one: {@code getResourceAsStream("natives.sha256")}
   * @return the digests, keyed by the text before them
   * @throws IOException if there is no list, or it cannot be read
   */
  public static Map<String, String> digests(@Nullable InputStream list) throws IOException {
    if (list == null) {
      throw new IOException("the jar lacks the list of digests of its native libraries");
    }
    Map<String, String> digests = new HashMap<>();
    String text;
    try (list) {
      text = new String(list.readAllBytes(), StandardCharsets.US_ASCII);
    }
    for (String line : text.lines().filter(each -> !each.startsWith("#")).toList()) {
      int last = line.lastIndexOf(' ');
      digests.put(line.substring(0, last), line.substring(last + 1).toLowerCase(Locale.ROOT));
    }
    return digests;
  }

  /**
   * Opens a URL without the jar cache, which would keep jars open.
   *
   * @throws IOException if it cannot be opened
   */
  public static InputStream open(URL source) throws IOException {
    return uncached(source).getInputStream();
  }

  private static URLConnection uncached(URL source) throws IOException {
    URLConnection connection = source.openConnection();
    connection.setUseCaches(false);
    return connection;
  }

  /** Returns the name of the file that the library is unpacked to. */
  public String name() {
    return name;
  }

  /**
   * Returns what distinguishes this library from others with the same name: part of its digest, or
   * its size and checksum.
   */
  public String fingerprint() {
    return sha256 == null ? size + "-" + Long.toHexString(crc) : sha256.substring(0, FINGERPRINT);
  }

  /** Writes the library to a file, and waits until it is on the disk. */
  void write(Path file) throws IOException {
    if (source == null) {
      throw new IOException("no jar holds " + name);
    }
    try (InputStream in = open(source);
        FileOutputStream out = new FileOutputStream(file.toFile())) {
      in.transferTo(out);
      out.getFD().sync(); // a power failure must not leave a file of the right size full of zeros
    }
  }

  /**
   * Returns whether a file is this library, byte for byte as far as the expected content is known;
   * a symbolic link never is.
   *
   * @throws IOException if it cannot be read
   */
  public boolean is(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || (size >= 0 && Files.size(file) != size)) {
      return false;
    }
    if (sha256 == null && crc < 0) {
      return true;
    }
    MessageDigest digest = Sha256.digest();
    CRC32 sum = new CRC32();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = new FileInputStream(file.toFile())) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (sha256 == null) {
          sum.update(buffer, 0, read);
        } else {
          digest.update(buffer, 0, read);
        }
      }
    }
    return sha256 == null
        ? sum.getValue() == crc
        : HexFormat.of().formatHex(digest.digest()).equals(sha256);
  }
}
