// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Copies the files of samples into one folder per class. */
public final class SortedCopies {
  private static final String NOISE = "noise";

  private SortedCopies() {}

  /**
   * Checks that a folder is empty.
   *
   * @throws ConfigurationException if it is not
   */
  public static void requireEmpty(Path target) {
    if (!Files.exists(target)) {
      return;
    }
    try (Stream<Path> held = Files.isDirectory(target) ? Files.list(target) : Stream.of(target)) {
      if (held.findAny().isPresent()) {
        throw new ConfigurationException(
            List.of(target + " is not empty; name another folder to sort into"));
      }
    } catch (IOException e) {
      throw new ConfigurationException(List.of(target + " cannot be read: " + e));
    }
  }

  /**
   * Copies the file of each sample into the folder of its class; files of the same name get a
   * number. Samples without a file of their own, such as rows of a table or units of a recording,
   * are skipped.
   *
   * @param fileOf the file that a sample may come from
   * @param labels the class of each
   * @param names of classes, by number; the number is used for classes without a name
   * @param target is created if necessary
   * @return the number of copied files
   */
  public static int copy(
      IntFunction<Path> fileOf, Labels labels, Map<Integer, String> names, Path target) {
    int copied = 0;
    try {
      for (int i = 0; i < labels.size(); i++) {
        Path file = fileOf.apply(i);
        if (!Files.isRegularFile(file)) {
          continue;
        }
        Path folder = target.resolve(folder(labels.get(i), names));
        Files.createDirectories(folder);
        Files.copy(file, free(folder, String.valueOf(file.getFileName())));
        copied++;
      }
      return copied;
    } catch (IOException e) {
      throw new DecipherException(
          target
              + ": after "
              + copied
              + " files, the next one cannot be copied ("
              + e
              + "); remove it and sort again",
          e);
    }
  }

  private static String folder(int label, Map<Integer, String> names) {
    String number = label == Labels.NOISE ? NOISE : String.format(Locale.ROOT, "%02d", label);
    String name = names.getOrDefault(label, "").replaceAll("[^\\p{L}\\p{N} _-]", "_").strip();
    return name.isEmpty() ? number : number + " " + name;
  }

  private static Path free(Path folder, String name) {
    Path place = folder.resolve(name);
    int dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length();
    for (int number = 2; Files.exists(place); number++) {
      place = folder.resolve(name.substring(0, dot) + "-" + number + name.substring(dot));
    }
    return place;
  }
}
