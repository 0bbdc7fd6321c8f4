// SPDX-License-Identifier: Apache-2.0
package io.decipher.mnist;

import io.decipher.api.DecipherException;
import io.decipher.mnist.Mnist.Split;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The role of each file of a data set.
 *
 * @param home the origin of the files, for error messages
 * @param trainImages the training images, if there are any
 * @param trainLabels their labels, if there are any
 * @param testImages the test images, if there are any
 * @param testLabels their labels, if there are any
 */
record IdxFiles(
    String home,
    Optional<IdxFile> trainImages,
    Optional<IdxFile> trainLabels,
    Optional<IdxFile> testImages,
    Optional<IdxFile> testLabels) {
  private static final int LISTED = 12;
  private static final int BUFFER = 1 << 16;

  // Official names, EMNIST's emnist-letters-test-…, and unpacked names with a dot for the hyphen.
  private static final Pattern NAME =
      Pattern.compile(
          "(?:.+[-_.])?(train|t10k|test)-(images|labels)[-.]idx[13]-ubyte(?:\\.gz)?",
          Pattern.CASE_INSENSITIVE);

  /** Returns the images of a split, if there are any. */
  Optional<IdxFile> images(Split split) {
    return split == Split.TRAIN ? trainImages : testImages;
  }

  static IdxFiles bundled() {
    return new IdxFiles(
        "MNIST",
        Optional.of(IdxFile.bundled("train-images-idx3-ubyte.gz")),
        Optional.of(IdxFile.bundled("train-labels-idx1-ubyte.gz")),
        Optional.of(IdxFile.bundled("t10k-images-idx3-ubyte.gz")),
        Optional.of(IdxFile.bundled("t10k-labels-idx1-ubyte.gz")));
  }

  /**
   * Returns the files in a directory. If a file is present both compressed and uncompressed, as
   * after a download, the uncompressed one is used.
   *
   * @throws DecipherException if several files could have the same role, or labels have no images
   */
  static IdxFiles in(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new DecipherException(
          directory
              + (Files.exists(directory) ? ": is not a directory" : ": does not exist")
              + "; expected a directory with IDX files such as train-images-idx3-ubyte.gz");
    }
    List<Path> found;
    try (Stream<Path> files = Files.list(directory)) {
      found = files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new DecipherException(
          directory + ": cannot be listed (" + e.getMessage() + "); check its permissions", e);
    }
    Search search = new Search(directory, found);
    IdxFiles files =
        new IdxFiles(
            directory.toString(),
            search.only(true, "images"),
            search.only(true, "labels"),
            search.only(false, "images"),
            search.only(false, "labels"));
    if (files.trainImages.isEmpty() && files.testImages.isEmpty()) {
      throw search.missing("images");
    }
    if (files.trainImages.isEmpty() && files.trainLabels.isPresent()) {
      throw search.missing("training images, though there are labels for them");
    }
    if (files.testImages.isEmpty() && files.testLabels.isPresent()) {
      throw search.missing("test images, though there are labels for them");
    }
    return files;
  }

  private record Search(Path directory, List<Path> found) {
    Optional<IdxFile> only(boolean train, String what) {
      List<Path> matching = found.stream().filter(file -> matches(file, train, what)).toList();
      if (matching.size() == 2 && isUnpacked(matching.get(0), matching.get(1))) {
        return Optional.of(IdxFile.at(matching.get(0)));
      }
      if (matching.size() > 1) {
        throw new DecipherException(
            directory
                + ": has "
                + matching.size()
                + " files that could be the "
                + (train ? "training " : "test ")
                + what
                + ": "
                + names(matching)
                + "; keep one of them: each data set needs a directory of its own");
      }
      return matching.stream().findFirst().map(IdxFile::at);
    }

    /**
     * Returns whether the second file has the name of the first plus .gz and decompresses to it.
     */
    private static boolean isUnpacked(Path file, Path packed) {
      if (!name(packed).equalsIgnoreCase(name(file) + ".gz")) {
        return false;
      }
      try (InputStream plain = new BufferedInputStream(Files.newInputStream(file), BUFFER);
          InputStream unpacked = new GZIPInputStream(Files.newInputStream(packed), BUFFER)) {
        byte[] one = new byte[BUFFER];
        byte[] other = new byte[BUFFER];
        int read;
        do {
          read = plain.readNBytes(one, 0, BUFFER);
          if (unpacked.readNBytes(other, 0, BUFFER) != read
              || !Arrays.equals(one, 0, read, other, 0, read)) {
            return false;
          }
        } while (read == BUFFER);
        return true;
      } catch (IOException e) {
        return false; // one of them is damaged: the user must decide which counts
      }
    }

    private static boolean matches(Path file, boolean train, String what) {
      Matcher name = NAME.matcher(name(file));
      return name.matches()
          && name.group(1).equalsIgnoreCase("train") == train
          && name.group(2).equalsIgnoreCase(what);
    }

    DecipherException missing(String what) {
      return new DecipherException(
          directory
              + ": has no "
              + what
              + "; expected train-images-idx3-ubyte or t10k-images-idx3-ubyte, gzipped or not,"
              + " but found "
              + (found.isEmpty() ? "no file" : names(found)));
    }

    private static String names(List<Path> files) {
      String names = String.join(", ", files.stream().limit(LISTED).map(Search::name).toList());
      return files.size() > LISTED ? names + " and " + (files.size() - LISTED) + " more" : names;
    }

    private static String name(Path file) {
      return String.valueOf(file.getFileName());
    }
  }
}
