// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Creates the page data for commands that find no classes themselves: a judgement of generated
 * samples, an evaluation, a study of several seeds, a sweep over settings. The page shows the
 * command's JSON as tables, and its pictures.
 *
 * <p>Single numbers and words are collected in one table of two columns; each list of objects
 * becomes a table with one row per object.
 */
public final class ResultReport {
  /**
   * Result files and the commands that write them; if a directory has several, the first is used.
   */
  private static final Map<String, String> RESULTS = new LinkedHashMap<>();

  static {
    RESULTS.put("summary.json", "study of seeds");
    RESULTS.put("judgement.json", "judge");
    RESULTS.put("evaluation.json", "evaluate");
    RESULTS.put("anomalies.json", "anomalies");
    RESULTS.put("denoising.json", "denoise");
    RESULTS.put("labelling.json", "label");
    RESULTS.put("variants.json", "sweep");
    RESULTS.put("cross-validation.json", "cross-validation");
  }

  private static final Map<String, String> PICTURES = new LinkedHashMap<>();

  static {
    PICTURES.put("disagreements.png", "Samples that runs disagree on, most disputed first");
    PICTURES.put("reconstructions.png", "Samples and their reconstructions by each model");
    PICTURES.put("most-anomalous.png", "The most anomalous samples");
    PICTURES.put("denoised.png", "Samples, with noise, and denoised by the model");
    PICTURES.put("filters.png", "What the units of each model's first layer respond to");
    PICTURES.put("latents.png", "What single latents of each model draw");
  }

  /** Display names for keys that are not words. */
  private static final Map<String, String> NAMES =
      Map.of(
          "fidLeNet", "FID-LeNet",
          "sha256", "SHA-256",
          "nmi", "NMI",
          "ari", "ARI",
          "ami", "AMI",
          "psnr", "PSNR",
          "ssim", "SSIM",
          "rocAuc", "ROC AUC");

  /** Keys that the page shows elsewhere, or not at all because they differ in every run. */
  private static final Set<String> APART =
      Set.of("format", "version", "warnings", "seconds", "seed", "about");

  private final JsonObject result;
  private final List<JsonObject> tables = new ArrayList<>();

  private ResultReport(JsonObject result) {
    this.result = result;
  }

  /**
   * Returns whether a directory contains the result of such a command.
   *
   * @throws DecipherException if it did, and the result does not match the directory's manifest
   */
  public static boolean isIn(Path directory) {
    return RESULTS.keySet().stream().anyMatch(name -> has(directory, name));
  }

  /**
   * Creates the page data of a directory.
   *
   * @throws ConfigurationException if it contains no result of such a command
   * @throws DecipherException if a file cannot be read, is not JSON, or does not match the
   *     manifest; the message names it
   */
  public static ReportData of(Path directory) {
    String file =
        RESULTS.keySet().stream()
            .filter(name -> has(directory, name))
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        List.of(
                            directory
                                + " holds none of "
                                + String.join(", ", RESULTS.keySet())
                                + "; expected the directory of a command's result")));
    JsonObject header = new JsonObject();
    header.addProperty("format", "decipher-report");
    header.addProperty("version", 1);
    Path name = directory.toAbsolutePath().normalize().getFileName();
    header.addProperty("title", name == null ? "result" : name.toString());
    header.addProperty("job", RESULTS.get(file));
    header.addProperty("samples", 0);
    header.addProperty("kind", "");
    JsonObject result = json(directory.resolve(file));
    ResultReport report = new ResultReport(result);
    header.add("tables", report.tabulated());
    ArrayTable arrays = new ArrayTable();
    header.add("pictures", pictures(directory, arrays));
    header.add("training", new JsonArray());
    if (result.has("seed")) {
      header.add("seed", result.get("seed"));
    }
    header.add("about", about(result));
    header.add("warnings", warnings(result));
    header.add("leftOut", new JsonArray());
    header.add("arrays", arrays.described());
    return new ReportData(ClassCatalogue.json(header), arrays.bytes());
  }

  /** Returns whether a regular file exists, not a link; a listed file must match the manifest. */
  private static boolean has(Path directory, String name) {
    return Manifest.has(directory, name)
        && Files.isRegularFile(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  private static JsonObject json(Path file) {
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (IOException e) {
      throw new DecipherException(file + " cannot be read: " + e, e);
    } catch (JsonParseException | IllegalStateException e) {
      throw new DecipherException(
          file + " does not hold a JSON object; it is damaged: run the command again", e);
    }
  }

  private static JsonObject about(JsonObject result) {
    JsonObject about = new JsonObject();
    if (result.has("about") && result.get("about").isJsonObject()) {
      about = result.getAsJsonObject("about").deepCopy();
    }
    about.remove("seconds"); // so that a seed always gives the same page
    return about;
  }

  private static JsonArray warnings(JsonObject result) {
    return result.has("warnings") && result.get("warnings").isJsonArray()
        ? result.getAsJsonArray("warnings")
        : new JsonArray();
  }

  private static JsonArray pictures(Path directory, ArrayTable arrays) {
    JsonArray pictures = new JsonArray();
    PICTURES.forEach(
        (name, title) -> {
          Path file = directory.resolve(name);
          if (!has(directory, name)) {
            return;
          }
          try {
            arrays.putMedia(name, "image/png", Files.readAllBytes(file));
          } catch (IOException e) {
            throw new DecipherException(file + " cannot be read: " + e, e);
          }
          JsonObject shown = new JsonObject();
          shown.addProperty("array", name);
          shown.addProperty("title", title);
          pictures.add(shown);
        });
    return pictures;
  }

  private JsonArray tabulated() {
    Map<String, JsonPrimitive> facts = new LinkedHashMap<>();
    result
        .entrySet()
        .forEach(
            entry -> {
              if (!APART.contains(entry.getKey())) {
                place(words(entry.getKey()), entry.getValue(), facts);
              }
            });
    JsonArray rows = new JsonArray();
    facts.forEach(
        (name, value) -> {
          JsonArray row = new JsonArray();
          row.add(name);
          row.add(value);
          rows.add(row);
        });
    if (!rows.isEmpty()) {
      tables.add(0, table("What was measured", List.of("", ""), rows));
    }
    JsonArray all = new JsonArray();
    tables.forEach(all::add);
    return all;
  }

  private void place(String name, JsonElement value, Map<String, JsonPrimitive> facts) {
    if (value.isJsonPrimitive()) {
      facts.put(name, value.getAsJsonPrimitive());
    } else if (value.isJsonObject() && isTable(value.getAsJsonObject())) {
      JsonArray rows = new JsonArray();
      value
          .getAsJsonObject()
          .entrySet()
          .forEach(
              entry -> {
                JsonObject row = new JsonObject();
                row.addProperty("of", words(entry.getKey()));
                entry
                    .getValue()
                    .getAsJsonObject()
                    .entrySet()
                    .forEach(e -> row.add(e.getKey(), e.getValue()));
                rows.add(row);
              });
      list(name, rows, facts);
    } else if (value.isJsonObject()) {
      value
          .getAsJsonObject()
          .entrySet()
          .forEach(entry -> place(name + ", " + words(entry.getKey()), entry.getValue(), facts));
    } else if (value.isJsonArray() && !value.getAsJsonArray().isEmpty()) {
      list(name, value.getAsJsonArray(), facts);
    }
  }

  /** Several objects side by side become the rows of a table. */
  private static boolean isTable(JsonObject object) {
    return object.size() > 1
        && object.entrySet().stream().allMatch(entry -> entry.getValue().isJsonObject());
  }

  private void list(String name, JsonArray values, Map<String, JsonPrimitive> facts) {
    List<Map<String, JsonPrimitive>> objects = new ArrayList<>();
    List<String> plain = new ArrayList<>();
    for (JsonElement value : values) {
      if (value.isJsonObject()) {
        Map<String, JsonPrimitive> row = new LinkedHashMap<>();
        value
            .getAsJsonObject()
            .entrySet()
            .forEach(
                entry -> {
                  if (!entry.getKey().equals("seconds")) {
                    place(words(entry.getKey()), entry.getValue(), row);
                  }
                });
        objects.add(row);
      } else if (value.isJsonPrimitive()) {
        plain.add(value.getAsString());
      }
    }
    if (!plain.isEmpty()) {
      facts.put(name, new JsonPrimitive(String.join(", ", plain)));
    }
    Set<String> columns = new LinkedHashSet<>();
    objects.forEach(row -> columns.addAll(row.keySet()));
    if (columns.isEmpty()) {
      return;
    }
    JsonArray rows = new JsonArray();
    for (Map<String, JsonPrimitive> object : objects) {
      JsonArray row = new JsonArray();
      columns.forEach(column -> row.add(object.get(column)));
      rows.add(row);
    }
    tables.add(
        table(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1), columns, rows));
  }

  private static JsonObject table(String title, Iterable<String> columns, JsonArray rows) {
    JsonObject table = new JsonObject();
    table.addProperty("title", title);
    JsonArray names = new JsonArray();
    columns.forEach(names::add);
    table.add("columns", names);
    table.add("rows", rows);
    return table;
  }

  /** Returns {@code nearest neighbours} for {@code nearestNeighbours}; abbreviations are kept. */
  static String words(String key) {
    if (NAMES.containsKey(key)) {
      return NAMES.get(key);
    }
    String spaced = key.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ");
    return List.of(spaced.split(" ")).stream()
        .map(word -> word.matches("[A-Z][a-z]+") ? word.toLowerCase(Locale.ROOT) : word)
        .collect(Collectors.joining(" "));
  }
}
