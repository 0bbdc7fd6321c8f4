// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes one image file: PNG, JPEG (including CMYK and progressive), TIFF, WebP, BMP and the first
 * frame of GIF. The size declared in the header is checked before any pixel is read; images larger
 * than needed are subsampled while they are read, then averaged down. EXIF orientation is applied.
 *
 * <p>Readers are created by name, not looked up, so that other installed readers cannot change a
 * pixel.
 */
final class ImageDecoder {
  /** The longest side of a picture after decoding: more than any sample needs. */
  static final int WORKING_SIDE = 384;

  private static final int MOST_SIDE = 65_500;
  private static final long MOST_PIXELS = 1L << 28;
  private static final long MOST_PIXELS_AT_ONCE = 1L << 25; // for WebP, which is never read in part
  private static final int DECODED_SIDE = 2048;
  private static final float OPAQUE = 0.5f;
  private static final Map<String, ImageReaderSpi> PLATFORM = new ConcurrentHashMap<>();

  /**
   * A decoded image.
   *
   * @param picture the image, reduced to {@link #WORKING_SIDE}
   * @param width the width of the image in the file, in pixels, after applying the orientation
   * @param height likewise
   * @param transparent whether some of its pixels are mostly transparent
   */
  record Decoded(Picture picture, int width, int height, boolean transparent) {}

  private ImageDecoder() {}

  /**
   * Decodes a file.
   *
   * @param file its bytes
   * @throws UnreadableImageException if it is not a complete image in a supported format
   */
  static Decoded decode(byte[] file) throws UnreadableImageException {
    if (file.length == 0) {
      throw new UnreadableImageException("is empty");
    }
    ImageFormat format =
        ImageFormat.of(file)
            .orElseThrow(
                () ->
                    new UnreadableImageException(
                        "is not PNG, JPEG, TIFF, WebP, BMP or GIF by its first bytes"));
    try {
      return decode(file, format);
    } catch (EOFException e) {
      throw new UnreadableImageException("is truncated", e);
    } catch (IOException e) {
      throw new UnreadableImageException(
          e.getCause() instanceof EOFException
              ? "is truncated"
              : "is damaged (" + firstLine(e) + ")",
          e);
    } catch (BeyondEndException e) {
      throw new UnreadableImageException("is truncated", e);
    } catch (OutOfMemoryError e) {
      throw new UnreadableImageException(
          "needs more memory to decode than is available; raise -Xmx, or make it smaller", e);
    } catch (RuntimeException | StackOverflowError e) {
      // On a damaged file, decoders throw whatever their arithmetic runs into.
      throw new UnreadableImageException("is damaged (" + firstLine(e) + ")", e);
    }
  }

  private static String firstLine(Throwable e) {
    String message = e.getMessage();
    if (message == null || message.isBlank()) {
      return e.getClass().getSimpleName();
    }
    String line = message.lines().findFirst().orElse("").strip();
    return line.length() > 120 ? line.substring(0, 120) + "…" : line;
  }

  private static Decoded decode(byte[] file, ImageFormat format)
      throws IOException, UnreadableImageException {
    ImageReader reader = reader(format);
    try (ImageInputStream in = new FileInMemory(file)) {
      // Without metadata: compressed text chunks of a PNG are never decompressed.
      reader.setInput(in, false, format != ImageFormat.GIF);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      checkSize(format, width, height);
      AtomicReference<String> warned = new AtomicReference<>("");
      reader.addIIOReadWarningListener((source, warning) -> warned.set(warning));
      ImageReadParam param = reader.getDefaultReadParam();
      int subsampling = Math.max(1, Math.max(width, height) / DECODED_SIDE);
      if (subsampling > 1) {
        param.setSourceSubsampling(subsampling, subsampling, 0, 0);
      }
      BufferedImage image = reader.read(0, param);
      String warning = String.valueOf(warned.get());
      if (isCutShort(warning)) {
        throw new UnreadableImageException("is truncated (" + warning + ")");
      }
      Reduced reduced = reduce(standard(image));
      Picture picture = Orientation.of(orientation(file, format)).apply(reduced.onPaper());
      boolean turned = picture.width() != picture.height() && picture.width() != reduced.width;
      return new Decoded(
          picture, turned ? height : width, turned ? width : height, reduced.isTransparent());
    } finally {
      reader.dispose();
    }
  }

  /**
   * The bytes of a file for a decoder. A decoder that keeps reading past the end, as the WebP
   * decoder does for every declared pixel, is stopped: otherwise a file of a hundred bytes could
   * take minutes.
   */
  private static final class FileInMemory extends MemoryCacheImageInputStream {
    private static final int MOST_BEYOND = 4096; // the last bytes may be requested several times
    private int beyond;

    FileInMemory(byte[] file) {
      super(new ByteArrayInputStream(file));
    }

    @Override
    public int read() throws IOException {
      return counted(super.read());
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
      return counted(super.read(target, from, count));
    }

    private int counted(int read) {
      if (read < 0 && ++beyond > MOST_BEYOND) {
        throw new BeyondEndException();
      }
      return read;
    }
  }

  /** Thrown when a decoder does not stop at the end of a file. */
  private static final class BeyondEndException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BeyondEndException() {}
  }

  private static boolean isCutShort(String warning) {
    String lower = warning.toLowerCase(Locale.ROOT);
    return lower.contains("premature")
        || lower.contains("truncated")
        || lower.contains("unexpected end")
        || lower.contains("end of file");
  }

  private static ImageReader reader(ImageFormat format) throws IOException {
    return switch (format) {
      case JPEG -> registered(JPEGImageReaderSpi.class, JPEGImageReaderSpi::new);
      case TIFF -> registered(TIFFImageReaderSpi.class, TIFFImageReaderSpi::new);
      case WEBP -> registered(WebPImageReaderSpi.class, WebPImageReaderSpi::new);
      case PNG, BMP, GIF -> ofPlatform(format.name().toLowerCase(Locale.ROOT));
    };
  }

  /** Returns a reader of a provider; a provider finds its delegates only when it is registered. */
  private static <T extends ImageReaderSpi> ImageReader registered(Class<T> type, Supplier<T> made)
      throws IOException {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    T provider;
    synchronized (ImageDecoder.class) {
      provider = registry.getServiceProviderByClass(type);
      if (provider == null) {
        provider = made.get();
        registry.registerServiceProvider(provider, ImageReaderSpi.class);
      }
    }
    return provider.createReaderInstance(null);
  }

  /**
   * Returns one of the platform's readers; they are cached, because a lookup takes longer than
   * reading a small image.
   */
  private static ImageReader ofPlatform(String format) throws IOException {
    ImageReaderSpi known = PLATFORM.get(format);
    if (known != null) {
      return known.createReaderInstance(null);
    }
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if ("java.desktop".equals(reader.getClass().getModule().getName())) {
        PLATFORM.put(format, reader.getOriginatingProvider());
        return reader;
      }
    }
    throw new IIOException("this Java has no reader for " + format);
  }

  private static void checkSize(ImageFormat format, int width, int height)
      throws UnreadableImageException {
    long pixels = (long) width * height;
    long most = format == ImageFormat.WEBP ? MOST_PIXELS_AT_ONCE : MOST_PIXELS;
    if (width < 1 || height < 1) {
      throw new UnreadableImageException("announces " + width + " x " + height + " pixels");
    }
    if (width > MOST_SIDE || height > MOST_SIDE || pixels > most) {
      throw new UnreadableImageException(
          "announces "
              + width
              + " x "
              + height
              + " pixels; at most "
              + (most >> 20)
              + " million are accepted, and "
              + MOST_SIDE
              + " per side");
    }
  }

  /** Returns the image in sRGB or grey, converted if it is in another colour space. */
  private static BufferedImage standard(BufferedImage image) {
    ColorModel model = image.getColorModel();
    if (isGrey(model) || model.getColorSpace().isCS_sRGB()) {
      return image;
    }
    var converted =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
    new ColorConvertOp(null).filter(image, converted);
    return converted;
  }

  private static boolean isGrey(ColorModel model) {
    // Not by getRGB, which takes grey for linear light and brightens it.
    return !(model instanceof IndexColorModel)
        && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  /**
   * Colour and opacity, averaged down.
   *
   * @param colour (3 x height x width), premultiplied by opacity
   * @param opacity (height x width), in [0, 1]
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Reduced(int width, int height, float[] colour, float[] opacity) {
    boolean isTransparent() {
      for (float one : opacity) {
        if (one < OPAQUE) {
          return true;
        }
      }
      return false;
    }

    /**
     * Returns the image on a background: white under dark content, black under light content, so
     * that the contrast is greater.
     */
    Picture onPaper() {
      int n = width * height;
      double opaque = 0;
      double light = 0;
      for (int i = 0; i < n; i++) {
        opaque += opacity[i];
        light += Picture.luma(colour[i], colour[n + i], colour[2 * n + i]);
      }
      float paper = light > opaque / 2 ? 0 : 1;
      float[] seen = new float[3 * n];
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < n; i++) {
          float value = colour[c * n + i] + (1 - opacity[i]) * paper;
          seen[c * n + i] = Math.max(0, Math.min(1, value));
        }
      }
      Picture picture = new Picture(width, height, 3, seen);
      return isGrey(seen, n) ? picture.withChannels(1) : picture;
    }

    private static boolean isGrey(float[] seen, int n) {
      for (int i = 0; i < n; i++) {
        if (Math.abs(seen[i] - seen[n + i]) > 1e-4f
            || Math.abs(seen[i] - seen[2 * n + i]) > 1e-4f) {
          return false;
        }
      }
      return true;
    }
  }

  /** Averages an image down to the working size, row by row. */
  private static Reduced reduce(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    double scale = Math.max(1, (double) Math.max(width, height) / WORKING_SIDE);
    int toWidth = Math.max(1, (int) Math.round(width / scale));
    int toHeight = Math.max(1, (int) Math.round(height / scale));
    Lines lines = Lines.of(image);
    double[] sums = new double[4 * toWidth * toHeight];
    double[] areas = new double[toWidth * toHeight];
    float[] line = new float[4 * width];
    double[] across = new double[4 * toWidth];
    double[] widths = new double[toWidth];
    for (int y = 0; y < height; y++) {
      lines.read(y, line);
      java.util.Arrays.fill(across, 0);
      java.util.Arrays.fill(widths, 0);
      spread(
          width,
          toWidth,
          1,
          0,
          (from, to, share) -> {
            widths[to] += share;
            for (int c = 0; c < 4; c++) {
              across[4 * to + c] += share * line[4 * from + c];
            }
          });
      spread(
          height,
          toHeight,
          y,
          1,
          (from, to, share) -> {
            for (int x = 0; x < toWidth; x++) {
              int at = to * toWidth + x;
              areas[at] += share * widths[x];
              for (int c = 0; c < 4; c++) {
                sums[4 * at + c] += share * across[4 * x + c];
              }
            }
          });
    }
    int n = toWidth * toHeight;
    float[] colour = new float[3 * n];
    float[] opacity = new float[n];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < 3; c++) {
        colour[c * n + i] = (float) (sums[4 * i + c] / areas[i]);
      }
      opacity[i] = (float) (sums[4 * i + 3] / areas[i]);
    }
    return new Reduced(toWidth, toHeight, colour, opacity);
  }

  private interface Share {
    void add(int from, int to, double share);
  }

  /**
   * Reports how source pixels share their area among target pixels: those of a whole line, or one.
   */
  private static void spread(int source, int target, int only, int one, Share share) {
    double scale = (double) source / target;
    int first = one == 1 ? only : 0;
    int last = one == 1 ? only : source - 1;
    for (int s = first; s <= last; s++) {
      int low = Math.min(target - 1, (int) (s / scale));
      int high = Math.min(target - 1, (int) ((s + 1) / scale));
      for (int t = low; t <= high; t++) {
        double part = Math.min(s + 1, (t + 1) * scale) - Math.max(s, t * scale);
        if (part > 1e-9) {
          share.add(s, t, part);
        }
      }
    }
  }

  /**
   * Rows of an image as red, green and blue premultiplied by opacity, and opacity, all in [0, 1].
   */
  private sealed interface Lines {
    void read(int y, float[] line);

    static Lines of(BufferedImage image) {
      return isGrey(image.getColorModel()) ? new Grey(image) : new Colour(image);
    }
  }

  private static final class Colour implements Lines {
    private final BufferedImage image;
    private final int[] argb;

    Colour(BufferedImage image) {
      this.image = image;
      this.argb = new int[image.getWidth()];
    }

    @Override
    public void read(int y, float[] line) {
      image.getRGB(0, y, argb.length, 1, argb, 0, argb.length);
      for (int x = 0; x < argb.length; x++) {
        float alpha = (argb[x] >>> 24) / 255f;
        line[4 * x] = alpha * ((argb[x] >> 16 & 255) / 255f);
        line[4 * x + 1] = alpha * ((argb[x] >> 8 & 255) / 255f);
        line[4 * x + 2] = alpha * ((argb[x] & 255) / 255f);
        line[4 * x + 3] = alpha;
      }
    }
  }

  private static final class Grey implements Lines {
    private final Raster raster;
    private final boolean alpha;
    private final boolean premultiplied;
    private final double least;
    private final double range;
    private final double opaque;
    private double[] values = new double[0];

    Grey(BufferedImage image) {
      this.raster = image.getRaster();
      ColorModel model = image.getColorModel();
      this.alpha = model.hasAlpha() && raster.getNumBands() > 1;
      this.premultiplied = model.isAlphaPremultiplied();
      int bits = raster.getSampleModel().getSampleSize(0);
      int type = raster.getDataBuffer().getDataType();
      boolean measured =
          type == java.awt.image.DataBuffer.TYPE_FLOAT
              || type == java.awt.image.DataBuffer.TYPE_DOUBLE
              || bits > 16;
      this.opaque = measured ? 1 : Math.pow(2, bits) - 1;
      double[] span = measured ? span() : new double[] {0, opaque};
      this.least = span[0];
      this.range = Math.max(Double.MIN_NORMAL, span[1] - span[0]);
    }

    /** Returns the image's least and greatest value, since measurements have no white point. */
    private double[] span() {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      double[] row = new double[0];
      for (int y = 0; y < raster.getHeight(); y++) {
        row =
            raster.getSamples(
                raster.getMinX(),
                raster.getMinY() + y,
                raster.getWidth(),
                1,
                0,
                row.length == raster.getWidth() ? row : new double[raster.getWidth()]);
        for (double value : row) {
          if (Double.isFinite(value)) {
            low = Math.min(low, value);
            high = Math.max(high, value);
          }
        }
      }
      return low <= high ? new double[] {low, high} : new double[] {0, 1};
    }

    @Override
    public void read(int y, float[] line) {
      int width = raster.getWidth();
      int bands = raster.getNumBands();
      if (values.length != width * bands) {
        values = new double[width * bands];
      }
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, values);
      for (int x = 0; x < width; x++) {
        double grey = (values[x * bands] - least) / range;
        grey = grey >= 0 ? Math.min(1, grey) : 0; // NaN is black
        double seen = alpha ? Math.max(0, Math.min(1, values[x * bands + 1] / opaque)) : 1;
        float light = (float) (premultiplied ? Math.min(grey, seen) : grey * seen);
        line[4 * x] = light;
        line[4 * x + 1] = light;
        line[4 * x + 2] = light;
        line[4 * x + 3] = (float) seen;
      }
    }
  }

  private static int orientation(byte[] file, ImageFormat format) {
    if (format == ImageFormat.BMP || format == ImageFormat.GIF) {
      return 1;
    }
    try {
      var directory =
          ImageMetadataReader.readMetadata(new ByteArrayInputStream(file), file.length)
              .getFirstDirectoryOfType(ExifIFD0Directory.class);
      return directory != null && directory.containsTag(ExifIFD0Directory.TAG_ORIENTATION)
          ? directory.getInt(ExifIFD0Directory.TAG_ORIENTATION)
          : 1;
    } catch (ImageProcessingException | MetadataException | IOException | RuntimeException e) {
      return 1; // the pixels are fine; only the camera's metadata is damaged
    }
  }
}
