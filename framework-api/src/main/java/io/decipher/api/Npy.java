// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static java.util.stream.Collectors.joining;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes matrices in NumPy's NPY format, versions 1 to 3.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">format</a>
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DESCR =
      Pattern.compile("(?:'descr'|\"descr\")\\s*:\\s*['\"]([<>|=]?)([a-z])(\\d+)['\"]");
  private static final Pattern ORDER =
      Pattern.compile("(?:'fortran_order'|\"fortran_order\")\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("(?:'shape'|\"shape\")\\s*:\\s*\\(([\\d\\s,L]*)\\)");
  private static final int CHUNK = 1 << 16;

  private Npy() {}

  private record Header(
      String file, boolean little, char type, int width, boolean fortran, List<Long> shape) {
    long count() {
      return product(shape);
    }

    String described() {
      return "numpy "
          + (type == 'f' ? "float" : type == 'b' ? "bool" : type == 'u' ? "uint" : "int")
          + (type == 'b' ? "" : width * 8)
          + " "
          + shape;
    }
  }

  /**
   * Reads an array of any real type as a matrix of floats. A vector becomes one column; an array of
   * more than two dimensions keeps its first dimension, and the others are flattened to columns.
   *
   * @throws DecipherException if the file is not in this format, or its data are shorter or longer
   *     than its header says; no large allocation is made before that is known
   */
  public static FloatMatrix read(Path file) throws IOException {
    return read(file, ignored -> {});
  }

  /**
   * Reads a matrix like {@link #read(Path)}.
   *
   * @param warn receives a sentence for each column whose values are hardly distinguishable as
   *     floats
   */
  public static FloatMatrix read(Path file, Consumer<String> warn) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Header header = header(file.toString(), in, Files.size(file));
      List<Long> shape = header.shape;
      long rows = shape.isEmpty() ? 1 : shape.get(0);
      long columns = columns(header);
      if (rows > Integer.MAX_VALUE
          || columns > Integer.MAX_VALUE
          || rows * columns > Integer.MAX_VALUE - 8) {
        throw new DecipherException(
            file + ": holds " + header.described() + "; at most 2^31 - 9 values can be read");
      }
      float[] values = new float[(int) header.count()];
      boolean exact = header.width < 4 || (header.type == 'f' && header.width == 4);
      if (exact) {
        values(header, in, (i, value) -> values[i] = (float) value);
      } else if (header.fortran) {
        byColumns(header, in, (int) columns, values, warn);
      } else {
        Float32 floats = new Float32(file.toString(), (int) Math.max(1, columns));
        values(header, in, (i, value) -> values[i] = floats.of(value, i));
        floats.requireDistinct();
        floats.coarseColumns().forEach(warn);
      }
      if (header.fortran && shape.size() > 2) {
        throw new DecipherException(
            file
                + ": holds "
                + header.described()
                + " in Fortran order; expected C order (numpy.ascontiguousarray)");
      }
      boolean turned = header.fortran && shape.size() == 2;
      return FloatMatrix.wrap(
          (int) rows,
          (int) columns,
          turned ? transposed(values, (int) columns, (int) rows) : values);
    }
  }

  /**
   * Reads int32 values without conversion, row-major.
   *
   * @param shape the required shape of the array
   * @throws DecipherException as {@link #read}, and if the type, order or shape differ
   */
  public static int[] readInts(Path file, int... shape) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Header header = header(file, in, 'i', Integer.BYTES, shape);
      int[] values = new int[Math.toIntExact(header.count())];
      values(header, in, (i, value) -> values[i] = (int) value);
      return values;
    }
  }

  /**
   * Reads float64 values without conversion, row-major.
   *
   * @param shape the required shape of the array
   * @throws DecipherException as {@link #read}, and if the type, order or shape differ
   */
  public static double[] readDoubles(Path file, int... shape) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Header header = header(file, in, 'f', Double.BYTES, shape);
      double[] values = new double[Math.toIntExact(header.count())];
      values(header, in, (i, value) -> values[i] = value);
      return values;
    }
  }

  private static Header header(Path file, InputStream in, char type, int width, int[] shape)
      throws IOException {
    Header header = header(file.toString(), in, Files.size(file));
    List<Long> sizes = Arrays.stream(shape).asLongStream().boxed().toList();
    Header expected = new Header(file.toString(), header.little, type, width, false, sizes);
    if (!header.equals(expected)) {
      throw new DecipherException(
          file
              + ": holds "
              + header.described()
              + (header.fortran ? " in Fortran order" : "")
              + "; expected "
              + expected.described());
    }
    return header;
  }

  /** Reads values in Fortran order to floats, keeping that order, and checks them row by row. */
  private static void byColumns(
      Header header, InputStream in, int columns, float[] values, Consumer<String> warn)
      throws IOException {
    double[] wide = new double[values.length];
    values(header, in, (i, value) -> wide[i] = value);
    int rows = columns == 0 ? 0 : values.length / columns;
    Float32 floats = new Float32(header.file, Math.max(1, columns));
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values[j * rows + i] = floats.of(wide[j * rows + i], i * columns + j);
      }
    }
    floats.requireDistinct();
    floats.coarseColumns().forEach(warn);
  }

  private static long columns(Header header) {
    List<Long> shape = header.shape;
    try {
      return shape.isEmpty() ? 1 : product(shape.subList(1, shape.size()));
    } catch (ArithmeticException e) { // no rows, and more columns than can be counted
      throw new DecipherException(header.file + ": has the impossible shape " + shape, e);
    }
  }

  private static long product(List<Long> sizes) {
    return sizes.stream().reduce(1L, Math::multiplyExact);
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    float[] result = new float[values.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[j * rows + i] = values[i * columns + j];
      }
    }
    return result;
  }

  private static Header header(String file, InputStream in, long size) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
      throw new DecipherException(
          file + ": is not in NumPy's .npy format; expected it to begin with \\x93NUMPY");
    }
    int lengthBytes = start[6] == 1 ? 2 : 4;
    byte[] length = in.readNBytes(lengthBytes);
    if (length.length < lengthBytes || start[6] < 1 || start[6] > 3) {
      throw new DecipherException(file + ": has no header of .npy version 1, 2 or 3");
    }
    ByteBuffer lengths = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN);
    long headerLength =
        lengthBytes == 2 ? lengths.getShort() & 0xffff : lengths.getInt() & 0xffffffffL;
    long data = size - 8 - lengthBytes - headerLength;
    if (data < 0 || headerLength > 1 << 20) {
      throw new DecipherException(
          file + ": announces a header of " + headerLength + " bytes, but has " + size + " in all");
    }
    return header(
        file, new String(in.readNBytes((int) headerLength), StandardCharsets.ISO_8859_1), data);
  }

  /** Parses the text of a header that is followed by the given number of bytes of data. */
  private static Header header(String file, String text, long data) {
    Matcher descr = DESCR.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!descr.find() || !order.find() || !shape.find()) {
      throw new DecipherException(
          file + ": has the header " + shown(text) + "; expected an array of numbers");
    }
    char type = descr.group(2).charAt(0);
    int width = descr.group(3).length() > 3 ? 0 : Integer.parseInt(descr.group(3));
    if (!((type == 'f' && (width == 2 || width == 4 || width == 8))
        || ((type == 'i' || type == 'u') && (width == 1 || width == 2 || width == 4 || width == 8))
        || (type == 'b' && width == 1))) {
      throw new DecipherException(
          file
              + ": holds numbers of type '"
              + type
              + shown(descr.group(3))
              + "'; expected float16, float32, float64, bool or integers");
    }
    List<Long> sizes;
    long bytes;
    try {
      sizes =
          Arrays.stream(shape.group(1).split(","))
              .map(part -> part.replace("L", "").strip())
              .filter(part -> !part.isEmpty())
              .map(Long::valueOf)
              .toList();
      bytes = Math.multiplyExact(product(sizes), (long) width);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new DecipherException(
          file + ": has the impossible shape (" + shown(shape.group(1)) + ")", e);
    }
    Header header =
        new Header(
            file, !descr.group(1).equals(">"), type, width, order.group(1).equals("True"), sizes);
    if (bytes != data) {
      throw new DecipherException(
          file
              + ": holds "
              + data
              + " bytes of data, but its header, "
              + header.described()
              + ", needs "
              + bytes);
    }
    return header;
  }

  /** Returns untrusted text from a file, shortened and without control characters. */
  private static String shown(String text) {
    String start = text.strip().replaceAll("[^ -~]", "?");
    return start.length() <= 120 ? start : start.substring(0, 120) + "…";
  }

  /** Receives values. */
  private interface Sink {
    void put(int index, double value);
  }

  private static void values(Header header, InputStream in, Sink sink) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int count = (int) header.count();
    byte[] bytes = new byte[CHUNK * header.width];
    ByteBuffer buffer =
        ByteBuffer.wrap(bytes)
            .order(header.little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int chunk;
    for (int done = 0; done < count; done += chunk) {
      chunk = Math.min(CHUNK, count - done);
      data.readFully(bytes, 0, chunk * header.width);
      for (int i = 0; i < chunk; i++) {
        sink.put(done + i, value(header, buffer, i * header.width));
      }
    }
  }

  private static double value(Header header, ByteBuffer buffer, int at) {
    boolean unsigned = header.type == 'u' || header.type == 'b';
    return switch (header.width) {
      case 1 -> unsigned ? buffer.get(at) & 0xff : buffer.get(at);
      case 2 ->
          header.type == 'f'
              ? half(buffer.getShort(at))
              : unsigned ? buffer.getShort(at) & 0xffff : buffer.getShort(at);
      case 4 ->
          header.type == 'f'
              ? buffer.getFloat(at)
              : unsigned ? buffer.getInt(at) & 0xffffffffL : buffer.getInt(at);
      default ->
          header.type == 'f'
              ? buffer.getDouble(at)
              : unsigned
                  ? (buffer.getLong(at) >>> 1) * 2.0 + (buffer.getLong(at) & 1)
                  : buffer.getLong(at);
    };
  }

  /** Returns the value of an IEEE 754 binary16 number. */
  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double size =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24;
          case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> (0x400 + fraction) * Math.scalb(1, exponent - 25);
        };
    return bits < 0 ? -size : size;
  }

  /** Writes a matrix as float32, (rows, columns). */
  public static void write(Path file, FloatMatrix matrix) throws IOException {
    write(file, "<f4", matrix.rows() + ", " + matrix.columns(), matrix);
  }

  /** Writes a matrix of one column as a float32 vector, (rows). */
  public static void writeVector(Path file, FloatMatrix column) throws IOException {
    if (column.columns() != 1) {
      throw new IllegalArgumentException("a vector has one column, found " + column.columns());
    }
    write(file, "<f4", column.rows() + ",", column);
  }

  private static void write(Path file, String type, String shape, FloatMatrix matrix)
      throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write(header(type, shape));
      int step = Math.max(1, CHUNK / Math.max(1, matrix.columns()));
      for (int row = 0; row < matrix.rows(); row += step) {
        int count = Math.min(step, matrix.rows() - row);
        ByteBuffer bytes =
            ByteBuffer.allocate(count * matrix.columns() * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(matrix.buffer(row, count));
        out.write(bytes.array());
      }
    }
  }

  /** Writes labels as int32, (n). */
  public static void write(Path file, Labels labels) throws IOException {
    write(file, labels.toArray(), labels.size());
  }

  /**
   * Writes values as int32.
   *
   * @param values row-major
   * @param shape the shape of the array, whose product is the number of values
   */
  public static void write(Path file, int[] values, int... shape) throws IOException {
    write(
        file,
        "<i4",
        Integer.BYTES,
        values.length,
        shape,
        (bytes, from, count) -> bytes.asIntBuffer().put(values, from, count));
  }

  /**
   * Writes values as float64.
   *
   * @param values row-major
   * @param shape the shape of the array, whose product is the number of values
   */
  public static void write(Path file, double[] values, int... shape) throws IOException {
    write(
        file,
        "<f8",
        Double.BYTES,
        values.length,
        shape,
        (bytes, from, count) -> bytes.asDoubleBuffer().put(values, from, count));
  }

  /** Provides values. */
  private interface Source {
    void copy(ByteBuffer bytes, int from, int count);
  }

  private static void write(
      Path file, String type, int width, int length, int[] shape, Source source)
      throws IOException {
    if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != length) {
      throw new IllegalArgumentException(
          length + " values do not have the shape " + Arrays.toString(shape));
    }
    String sizes = Arrays.stream(shape).mapToObj(Integer::toString).collect(joining(", "));
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write(header(type, shape.length == 1 ? sizes + "," : sizes));
      for (int from = 0; from < length; from += CHUNK) {
        int count = Math.min(CHUNK, length - from);
        ByteBuffer bytes = ByteBuffer.allocate(count * width).order(ByteOrder.LITTLE_ENDIAN);
        source.copy(bytes, from, count);
        out.write(bytes.array());
      }
    }
  }

  private static byte[] header(String type, String shape) {
    String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    int padded = (10 + text.length() + 1 + 63) / 64 * 64; // data starts at a multiple of 64 bytes
    ByteBuffer header = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (padded - 10));
    header.put(text.getBytes(StandardCharsets.ISO_8859_1));
    while (header.position() < padded - 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').array();
  }
}
