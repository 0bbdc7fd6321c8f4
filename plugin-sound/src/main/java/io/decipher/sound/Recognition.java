// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.Recognized;
import io.decipher.api.Settings;
import io.decipher.sound.audio.AudioFormat;
import io.decipher.sound.tables.SelectionTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Recognizes a folder of recordings by its file names. */
final class Recognition {
  private static final int LOOKED_AT = 100_000;
  private static final int DEPTH = 32;
  private static final int TABLES_OPENED = 50;
  private static final int SURE = 95;
  // If recordings are a minority of the files, they may be incidental.
  private static final int MINOR = 20;

  private Recognition() {}

  static Optional<Recognized> of(Path path) {
    if (Files.isRegularFile(path)) {
      return AudioFormat.named(path)
          .map(format -> new Recognized(SURE, "a recording in " + format, settings(path)));
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(path, DEPTH)) {
      files = walk.limit(LOOKED_AT).filter(Files::isRegularFile).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
    Map<String, Integer> formats = new TreeMap<>();
    int audio = 0;
    int texts = 0;
    for (Path file : files) {
      Optional<AudioFormat> format = AudioFormat.named(file);
      if (format.isPresent()) {
        formats.merge(format.get().name(), 1, Integer::sum);
        audio++;
      } else if (isText(file)) {
        texts++;
      }
    }
    if (audio == 0) {
      return Optional.empty();
    }
    // Tables and notes often lie beside recordings and do not count against them.
    double share = (double) audio / (files.size() - texts);
    int confidence = share >= 0.5 ? SURE : (int) (MINOR * share / 0.5);
    return Optional.of(new Recognized(confidence, summary(formats, files), settings(path)));
  }

  private static boolean isText(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return Stream.of(".txt", ".csv", ".tsv", ".textgrid", ".xml", ".json", ".md", ".ds_store")
        .anyMatch(name::endsWith);
  }

  private static String summary(Map<String, Integer> formats, List<Path> files) {
    String recordings =
        formats.entrySet().stream()
            .map(
                format ->
                    String.format(
                        Locale.ROOT,
                        "%,d %s in %s",
                        format.getValue(),
                        format.getValue() == 1 ? "recording" : "recordings",
                        format.getKey()))
            .collect(Collectors.joining(", "));
    long texts = files.stream().filter(Recognition::isText).count();
    Optional<SelectionTable.Format> tables =
        files.stream()
            .filter(Recognition::isText)
            .limit(TABLES_OPENED)
            .flatMap(file -> SelectionTable.recognize(file).stream())
            .findFirst();
    return recordings
        + tables
            .map(
                format ->
                    ", with "
                        + format.title()
                        + " among "
                        + texts
                        + (texts == 1 ? " text file" : " text files"))
            .orElse("");
  }

  private static Settings settings(Path path) {
    Settings dataset =
        Settings.parse("recognized", "type = " + "sound").with("path", path.toString());
    return Settings.parse(
            "recognized",
            "preprocess = [], features = [{ type = pixels, project { type = pca, dimensions = 40 } }],"
                // a model that predicts the classes found, so that new recordings can be classified
                + " model { type = vae, objective { augmentation = spectrogram,"
                + " classifier { weight = 100 } } }")
        .with("dataset", dataset);
  }
}
