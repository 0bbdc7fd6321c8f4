// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import io.decipher.api.DecipherException;
import io.decipher.api.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The files in a folder, at any depth, or in a zip file, or a single file: named relative to their
 * root, with '/' between folders, in the order of their names' characters. Hidden files and files
 * that operating systems add are skipped.
 *
 * <p>Several threads may read files concurrently.
 */
final class ImageFiles implements AutoCloseable {
  /** The maximum size of a file; no real image is larger. */
  static final int MOST_BYTES = 1 << 29;

  private static final List<String> LITTER = List.of("thumbs.db", "desktop.ini", "__macosx");

  private final Path home;
  private final List<String> names;
  private final @Nullable ZipFile zip;
  private final boolean single;

  private ImageFiles(Path home, List<String> names, @Nullable ZipFile zip, boolean single) {
    this.home = home;
    this.names = List.copyOf(names);
    this.zip = zip;
    this.single = single;
  }

  /**
   * Lists files.
   *
   * @throws DecipherException if nothing exists at the path, or it cannot be read
   */
  static ImageFiles at(Path path) {
    try {
      if (Files.isDirectory(path)) {
        return new ImageFiles(path, walk(path), null, false);
      }
      if (Files.isRegularFile(path)) {
        return isZip(path)
            ? unzipped(path)
            : new ImageFiles(path, List.of(String.valueOf(path.getFileName())), null, true);
      }
    } catch (IOException e) {
      throw new DecipherException(
          path + ": cannot be listed (" + e + "); check that it is whole, and its permissions", e);
    }
    throw new DecipherException(
        path
            + ": "
            + (InputFile.isPipe(path) ? InputFile.problem(path) : "there is no such file or folder")
            + "; expected a folder of images (PNG, JPEG, TIFF,"
            + " WebP, BMP, GIF), or a zip file of them");
  }

  /** Returns whether a file begins like a zip file. */
  static boolean isZip(Path file) throws IOException {
    byte[] start = start(file);
    return start.length >= 4
        && start[0] == 'P'
        && start[1] == 'K'
        && ((start[2] == 3 && start[3] == 4) || (start[2] == 5 && start[3] == 6));
  }

  private static byte[] start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(ImageFormat.MAGIC);
    }
  }

  private static List<String> walk(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            return !dir.equals(folder) && isLitter(String.valueOf(dir.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !isLitter(String.valueOf(file.getFileName()))) {
              List<String> parts = new ArrayList<>();
              folder.relativize(file).forEach(part -> parts.add(part.toString()));
              names.add(String.join("/", parts));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // A loop of links, or no permission; if it is a file, reading it will fail later.
            if (!Files.isDirectory(file)) {
              names.add(folder.relativize(file).toString().replace('\\', '/'));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    names.sort(Comparator.naturalOrder());
    return names;
  }

  private static boolean isLitter(String name) {
    return name.startsWith(".") || LITTER.contains(name.toLowerCase(Locale.ROOT));
  }

  private static ImageFiles unzipped(Path path) throws IOException {
    ZipFile zip = new ZipFile(path.toFile());
    List<String> names = new ArrayList<>();
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      boolean litter = false;
      for (String part : entry.getName().split("/")) {
        litter |= isLitter(part);
      }
      if (!entry.isDirectory() && !litter) {
        names.add(entry.getName());
      }
    }
    names.sort(Comparator.naturalOrder());
    return new ImageFiles(path, names.stream().distinct().toList(), zip, false);
  }

  /** Returns the files' names. */
  List<String> names() {
    return names;
  }

  /** Returns the root of the files. */
  Path home() {
    return home;
  }

  /** Returns whether a file begins like an image; false if it cannot be read. */
  boolean beginsAsImage(String name) {
    try (InputStream in = open(name)) {
      byte[] start = in.readNBytes(ImageFormat.MAGIC);
      // The two letters at the start of a BMP prove too little without a file name extension.
      return ImageFormat.of(start).filter(format -> format != ImageFormat.BMP).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads a file.
   *
   * @throws UnreadableImageException if reading fails, or the file is too large
   */
  byte[] read(String name) throws UnreadableImageException {
    try (InputStream in = open(name)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new UnreadableImageException(
            "has more than " + (MOST_BYTES >> 20) + " MB, the largest file that is read");
      }
      return bytes;
    } catch (IOException e) {
      throw new UnreadableImageException("cannot be read (" + e + ")", e);
    } catch (OutOfMemoryError e) {
      throw new UnreadableImageException("needs more memory than is available; raise -Xmx", e);
    }
  }

  private InputStream open(String name) throws IOException {
    ZipFile packed = zip;
    if (packed != null) {
      ZipEntry entry = packed.getEntry(name);
      if (entry == null) {
        throw new IOException("is no longer in " + home);
      }
      return packed.getInputStream(entry);
    }
    return Files.newInputStream(single ? home : home.resolve(name));
  }

  @Override
  public void close() {
    ZipFile packed = zip;
    if (packed != null) {
      try {
        packed.close();
      } catch (IOException e) {
        throw new DecipherException(home + ": cannot be closed (" + e.getMessage() + ")", e);
      }
    }
  }
}
