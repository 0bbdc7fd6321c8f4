// SPDX-License-Identifier: Apache-2.0
package io.decipher.mnist;

import io.decipher.api.DecipherException;
import io.decipher.api.SampleType;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file in IDX format, optionally gzipped: a magic number (two zeros, the type of its values, the
 * number of its dimensions), the sizes of its dimensions, and its values; all numbers are
 * big-endian.
 *
 * <p>Memory is allocated as data arrive, so that a wrong header cannot make it allocate too much;
 * and nothing is decompressed beyond what the header declares and the one byte that would show that
 * there is too much.
 *
 * @param name its name in error messages; for a bundled file, its resource
 * @param path its location; empty if it is bundled with this class
 */
record IdxFile(String name, Optional<Path> path) {
  private static final int UNSIGNED_BYTES = 0x08;
  private static final int GZIP = 0x1f8b;
  private static final int FIRST_BYTES = 1 << 16;
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;
  private static final String AGAIN = "; get the file again";

  /** Deflate expands 2 bits to at most 258 bytes (RFC 1951): 1032 bytes per byte. */
  private static final long MOST_UNPACKED = 1032;

  /** Each byte is kept while it is converted to a float. */
  private static final long HEAP_PER_VALUE = 1 + Float.BYTES;

  /** The expected content of a file. */
  enum Kind {
    LABELS("labels", 1),
    IMAGES("images", 3);

    private final String title;
    private final int dimensions;

    Kind(String title, int dimensions) {
      this.title = title;
      this.dimensions = dimensions;
    }

    private int magic() {
      return UNSIGNED_BYTES << 8 | dimensions;
    }

    private String described() {
      return hexadecimal(magic())
          + " ("
          + title
          + ": unsigned bytes in "
          + dimensions
          + (dimensions == 1 ? " dimension)" : " dimensions)");
    }
  }

  /**
   * The content that was read.
   *
   * @param height the height of an image in pixels; 1 for labels
   * @param width the width of an image in pixels; 1 for labels
   * @param values the values of the first images or labels, as many as requested
   */
  record Content(int height, int width, ByteBuffer values) {}

  /** The contents of a header: {@code count} times {@code height} x {@code width}. */
  private record Header(Kind kind, long count, long height, long width) {
    BigInteger bytes() {
      return BigInteger.valueOf(count)
          .multiply(BigInteger.valueOf(height))
          .multiply(BigInteger.valueOf(width));
    }

    int length() {
      return 4 + 4 * kind.dimensions;
    }

    @Override
    public String toString() {
      return count
          + " "
          + kind.title
          + (kind == Kind.IMAGES ? " of " + height + " x " + width + " pixels" : "");
    }
  }

  /** Returns a file on disk. */
  static IdxFile at(Path file) {
    return new IdxFile(file.toString(), Optional.of(file));
  }

  /** Returns a file that is bundled with this class. */
  static IdxFile bundled(String resource) {
    return new IdxFile(resource, Optional.empty());
  }

  /**
   * Reads the first images or labels.
   *
   * @param kind the content it must have
   * @param limit the maximum number to read
   * @param remedy what to do if there are too many, e.g. {@code "set train-limit"}
   * @throws DecipherException if the file is not what was expected
   */
  Content read(Kind kind, OptionalInt limit, String remedy) {
    return read(kind, limit, remedy, Runtime.getRuntime().maxMemory());
  }

  /** Reads as much as a heap of {@code heap} bytes allows. */
  Content read(Kind kind, OptionalInt limit, String remedy, long heap) {
    return opened(
        kind,
        (in, packed) -> {
          Header header = header(kind, in, packed);
          Content content = content(header, in, limit, remedy, heap);
          if (path.isPresent() && packed) { // the length of an uncompressed file was checked before
            checkEnd(header, in, content.values.capacity());
          }
          return content;
        });
  }

  /**
   * Returns how many images or labels the header declares, without reading further.
   *
   * @param kind the content it must have
   * @throws DecipherException if the header is not what was expected, or does not fit the file's
   *     size
   */
  long count(Kind kind) {
    return opened(kind, (in, packed) -> header(kind, in, packed).count);
  }

  /**
   * Returns the type of the images that the header declares, without reading further.
   *
   * @throws DecipherException if the header is not that of images, or does not fit the file's size
   */
  SampleType.Image shape() {
    return opened(
        Kind.IMAGES,
        (in, packed) -> {
          Header header = header(Kind.IMAGES, in, packed);
          BigInteger pixels = new Header(header.kind, 1, header.height, header.width).bytes();
          if (pixels.compareTo(BigInteger.valueOf(MOST_VALUES)) > 0) {
            throw problem(
                "announces "
                    + header
                    + "; an image can have at most "
                    + MOST_VALUES
                    + " pixels"
                    + AGAIN);
          }
          return SampleType.image((int) header.height, (int) header.width);
        });
  }

  /** Reads from an open file, gzipped or not. */
  @FunctionalInterface
  private interface Reading<T> {
    T from(InputStream in, boolean packed) throws IOException;
  }

  private <T> T opened(Kind kind, Reading<T> reading) {
    try (InputStream in = new BufferedInputStream(open())) {
      in.mark(2);
      byte[] start = in.readNBytes(2);
      in.reset();
      if (start.length == 0) {
        throw problem("is empty; expected " + kind.title + " in IDX format" + AGAIN);
      }
      if (start.length == 2 && ByteBuffer.wrap(start).getShort() == (short) GZIP) {
        return reading.from(new GZIPInputStream(in, FIRST_BYTES), true);
      }
      return reading.from(in, false);
    } catch (NoSuchFileException e) {
      throw problem("does not exist", e);
    } catch (AccessDeniedException e) {
      throw problem("is not readable; check its permissions", e);
    } catch (EOFException e) {
      throw problem("is truncated: its compressed data break off" + AGAIN, e);
    } catch (ZipException e) {
      throw problem("is damaged: it cannot be unpacked (" + e.getMessage() + ")" + AGAIN, e);
    } catch (IOException e) {
      throw problem("cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private InputStream open() throws IOException {
    if (path.isPresent()) {
      return Files.newInputStream(path.get());
    }
    InputStream in = IdxFile.class.getResourceAsStream(name);
    if (in == null) {
      throw new NoSuchFileException(name);
    }
    return in;
  }

  private Content content(
      Header header, InputStream in, OptionalInt limit, String remedy, long heap)
      throws IOException {
    BigInteger announced = header.bytes();
    long count = Math.min(header.count, limit.orElse(Integer.MAX_VALUE));
    BigInteger wanted = new Header(header.kind, count, header.height, header.width).bytes();
    if (wanted.compareTo(BigInteger.valueOf(MOST_VALUES)) > 0) {
      throw problem(
          "announces "
              + header
              + ", of which "
              + count
              + " are requested: "
              + wanted
              + " values; at most "
              + MOST_VALUES
              + " can be held; "
              + remedy
              + ", if the file is sound");
    }
    checkHeap(wanted.longValueExact(), remedy, heap);
    byte[] values = upTo(in, wanted.intValueExact());
    if (values.length < wanted.intValueExact()) {
      throw problem(
          "is truncated: its header announces "
              + header
              + ", "
              + announced
              + " bytes, but only "
              + values.length
              + " follow it"
              + AGAIN);
    }
    return new Content(
        Math.toIntExact(header.height), Math.toIntExact(header.width), ByteBuffer.wrap(values));
  }

  /**
   * Reads on to the end of a compressed file, whatever the limit, to verify that it contains what
   * its header declares and no more; its checksum comes last. The amount is bounded, since the
   * header was compared with the size of the file.
   */
  private void checkEnd(Header header, InputStream in, long done) throws IOException {
    long announced = header.bytes().longValueExact();
    byte[] rest = new byte[FIRST_BYTES];
    long at = done;
    while (at < announced) {
      int read = in.readNBytes(rest, 0, (int) Math.min(rest.length, announced - at));
      if (read == 0) {
        throw problem(
            "is truncated: its header announces "
                + header
                + ", "
                + announced
                + " bytes, but only "
                + at
                + " follow it"
                + AGAIN);
      }
      at += read;
    }
    if (in.read() >= 0) {
      throw problem(
          "continues after the "
              + header
              + " that its header announces; expected it to end after these "
              + announced
              + " bytes"
              + AGAIN);
    }
  }

  private Header header(Kind kind, InputStream in, boolean packed) throws IOException {
    Header header = header(kind, in);
    if (path.isPresent()) {
      BigInteger whole = header.bytes().add(BigInteger.valueOf(header.length()));
      long size = Files.size(path.get());
      if (!packed) {
        checkSize(header, whole, size);
      } else if (whole.compareTo(
              BigInteger.valueOf(size).multiply(BigInteger.valueOf(MOST_UNPACKED)))
          > 0) {
        throw problem(
            "announces "
                + header
                + ", which makes "
                + whole
                + " bytes, but it has "
                + size
                + " compressed ones, which unpack to at most "
                + MOST_UNPACKED
                + " times as many"
                + AGAIN);
      }
    }
    return header;
  }

  private Header header(Kind kind, InputStream in) throws IOException {
    int length = 4 + 4 * kind.dimensions;
    byte[] bytes = in.readNBytes(length);
    if (bytes.length >= 4) {
      checkMagic(kind, ByteBuffer.wrap(bytes).getInt());
    }
    if (bytes.length < length) {
      throw problem(
          "is truncated: it has "
              + bytes.length
              + " bytes, but the header of "
              + kind.title
              + " alone has "
              + length
              + AGAIN);
    }
    ByteBuffer sizes = ByteBuffer.wrap(bytes, 4, length - 4);
    long count = Integer.toUnsignedLong(sizes.getInt());
    boolean images = kind == Kind.IMAGES;
    long height = images ? Integer.toUnsignedLong(sizes.getInt()) : 1;
    long width = images ? Integer.toUnsignedLong(sizes.getInt()) : 1;
    Header header = new Header(kind, count, height, width);
    if (count == 0 || height == 0 || width == 0) {
      throw problem(
          "announces "
              + header
              + "; expected at least one"
              + (images ? " image of one pixel" : " label"));
    }
    return header;
  }

  private void checkMagic(Kind kind, int magic) {
    if (magic == kind.magic()) {
      return;
    }
    Kind other = kind == Kind.IMAGES ? Kind.LABELS : Kind.IMAGES;
    throw problem(
        "begins with "
            + (magic == other.magic() ? other.described() : hexadecimal(magic))
            + "; expected "
            + kind.described()
            + (magic == other.magic()
                ? "; were images and labels swapped?"
                : "; it is not an IDX file of " + kind.title + ", nor a gzipped one"));
  }

  private void checkSize(Header header, BigInteger expected, long size) {
    int order = BigInteger.valueOf(size).compareTo(expected);
    if (order != 0) {
      throw problem(
          (order < 0 ? "is truncated" : "is too long")
              + ": its header announces "
              + header
              + ", which makes "
              + expected
              + " bytes, but it has "
              + size
              + AGAIN);
    }
  }

  private void checkHeap(long values, String remedy, long heap) {
    long needed = values * HEAP_PER_VALUE;
    long available = heap / 5 * 4; // the rest is for processing the samples
    if (needed > available) {
      throw problem(
          "needs "
              + ((needed >> 20) + 1)
              + " MB of memory, but "
              + (available >> 20)
              + " MB are available; "
              + remedy
              + ", or raise -Xmx");
    }
  }

  /** Reads up to {@code most} bytes, allocating at most twice the memory of the data received. */
  private static byte[] upTo(InputStream in, int most) throws IOException {
    byte[] bytes = new byte[Math.min(most, FIRST_BYTES)];
    int length = 0;
    while (true) {
      int read = in.readNBytes(bytes, length, bytes.length - length);
      length += read;
      if (length < bytes.length) {
        return Arrays.copyOf(bytes, length);
      }
      if (length == most) {
        return bytes;
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(most, 2L * bytes.length));
    }
  }

  private static String hexadecimal(int magic) {
    return String.format(Locale.ROOT, "0x%08x", magic);
  }

  private DecipherException problem(String what) {
    return new DecipherException(this + ": " + what);
  }

  private DecipherException problem(String what, IOException cause) {
    return new DecipherException(this + ": " + what, cause);
  }

  @Override
  public String toString() {
    return path.isPresent() ? name : "bundled " + name;
  }
}
