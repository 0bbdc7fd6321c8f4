// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.Manifest;
import io.decipher.api.Npy;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads the files of a run directory. Files that the run did not write are empty; a file that is
 * damaged, missing or was added later is an error, since each is compared with the run's {@link
 * Manifest} before it is read.
 */
final class RunFiles {
  private static final List<String> REPORTS = List.of("report.json", "training.json");

  /** The file that users may edit. */
  static final String CONFIGURATION = "decipher.conf";

  private final Path run;
  private final Manifest manifest;

  /**
   * Opens a run directory.
   *
   * @throws ConfigurationException if it is not a run directory
   * @throws DecipherException if its manifest is missing or damaged
   */
  RunFiles(Path run) {
    this.run = run;
    if (!Files.isDirectory(run)) {
      throw new ConfigurationException(
          List.of(run + " is not a directory; expected that of a run that has ended"));
    }
    if (REPORTS.stream().noneMatch(name -> Files.isRegularFile(run.resolve(name)))) {
      throw new ConfigurationException(
          List.of(
              run
                  + " holds none of "
                  + String.join(", ", REPORTS)
                  + "; expected the directory of a run that has ended"));
    }
    manifest = Manifest.of(run);
  }

  Path path() {
    return run;
  }

  /** Returns whether a file was written by the run or added later. */
  boolean has(String name) {
    return manifest.lists(name) || Files.isRegularFile(run.resolve(name));
  }

  /** Returns whether the configuration was changed since the run. */
  boolean isConfigurationEdited() {
    return manifest.lists(CONFIGURATION) && !manifest.holds(CONFIGURATION);
  }

  /** Returns the first existing report, of the classes found or the training. */
  JsonObject report() {
    return json(REPORTS.stream().filter(this::has).findFirst().orElseThrow())
        .map(JsonElement::getAsJsonObject)
        .orElseThrow();
  }

  /** Returns the name of the job that wrote the directory. */
  String job() {
    if (has("report.json")) {
      return report().has("points") ? "cluster" : "discover";
    }
    return "train";
  }

  Optional<JsonElement> json(String name) {
    return text(name)
        .map(
            text -> {
              try {
                return JsonParser.parseString(text);
              } catch (JsonParseException e) {
                throw damaged(name, "is not JSON", e);
              }
            });
  }

  /** Returns the objects of a JSON Lines file, ignoring an incomplete last line. */
  JsonArray lines(String name) {
    JsonArray lines = new JsonArray();
    text(name)
        .ifPresent(
            text ->
                text.lines()
                    .filter(line -> !line.isBlank())
                    .forEach(
                        line -> {
                          try {
                            lines.add(JsonParser.parseString(line).getAsJsonObject());
                          } catch (JsonParseException | IllegalStateException e) {
                            if (!text.stripTrailing().endsWith(line)) {
                              throw damaged(
                                  name, "holds a line that is not a JSON object: " + line, e);
                            }
                          }
                        }));
    return lines;
  }

  Optional<String> text(String name) {
    return has(name) ? Optional.of(read(name, Files::readString)) : Optional.empty();
  }

  Optional<byte[]> bytes(String name) {
    return has(name) ? Optional.of(read(name, Files::readAllBytes)) : Optional.empty();
  }

  /** Returns labels. */
  Optional<Labels> labels(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    FloatMatrix values = read(name, Npy::read);
    int[] labels = new int[values.rows()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (int) values.get(i, 0);
      if (labels[i] < Labels.NOISE || labels[i] != values.get(i, 0)) {
        throw damaged(
            name,
            "holds "
                + values.get(i, 0)
                + " in row "
                + i
                + "; expected the number of a class, or -1",
            null);
      }
    }
    return Optional.of(Labels.of(labels));
  }

  /** Returns a matrix with one row per sample. */
  Optional<FloatMatrix> matrix(String name, int rows) {
    if (!has(name)) {
      return Optional.empty();
    }
    FloatMatrix matrix = read(name, Npy::read);
    if (matrix.rows() != rows) {
      throw damaged(
          name, "has " + matrix.rows() + " rows; expected " + rows + ", one a sample", null);
    }
    return Optional.of(matrix);
  }

  /**
   * Returns the names of files or directories written by the run that start with a prefix,
   * ascending.
   *
   * @param directory their directory; empty for the run's own
   */
  List<String> beginning(String directory, String start) {
    String place = directory.isEmpty() ? "" : directory + "/";
    return manifest.names().stream()
        .filter(name -> name.startsWith(place + start))
        .map(name -> name.substring(place.length()).replaceFirst("/.*", ""))
        .filter(name -> !name.equals(Manifest.FILE))
        .distinct()
        .toList();
  }

  /** Reads a file. */
  private interface Reading<T> {
    T from(Path file) throws IOException;
  }

  private <T> T read(String name, Reading<T> reading) {
    if (!name.equals(CONFIGURATION) || !Files.isRegularFile(run.resolve(name))) {
      manifest.require(name);
    }
    try {
      return reading.from(run.resolve(name));
    } catch (CharacterCodingException e) {
      throw damaged(name, "is not text in UTF-8", e);
    } catch (IOException e) {
      throw new DecipherException(run.resolve(name) + ": cannot be read: " + e, e);
    }
  }

  private DecipherException damaged(
      String name, String what, @org.jspecify.annotations.Nullable Exception cause) {
    String message = run.resolve(name) + ": " + what + "; it is damaged, or another program's";
    return cause == null ? new DecipherException(message) : new DecipherException(message, cause);
  }
}
