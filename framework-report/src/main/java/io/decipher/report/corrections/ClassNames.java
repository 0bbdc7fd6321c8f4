// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.decipher.api.DecipherException;
import io.decipher.api.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** User-defined names of the classes of a run: {@code names.json} beside its labels. */
public final class ClassNames {
  /** The file name. */
  public static final String FILE = "names.json";

  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private ClassNames() {}

  /**
   * Returns the names by class; empty if there is no file.
   *
   * @throws DecipherException if the file is damaged, or does not match the manifest
   */
  public static Map<Integer, String> read(Path run) {
    Path file = run.resolve(FILE);
    Manifest.find(run)
        .filter(manifest -> manifest.lists(FILE))
        .ifPresent(manifest -> manifest.require(FILE));
    Map<Integer, String> names = new TreeMap<>();
    if (!Files.exists(file)) {
      return names;
    }
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
        names.put(Integer.valueOf(entry.getKey()), entry.getValue().getAsString());
      }
      return names;
    } catch (JsonParseException
        | IllegalStateException
        | NumberFormatException
        | UnsupportedOperationException e) {
      throw new DecipherException(
          file + ": is not a JSON object that maps class numbers to names", e);
    } catch (IOException e) {
      throw new DecipherException(file + " cannot be read: " + e, e);
    }
  }

  static String render(Map<Integer, String> names) {
    return JSON.toJson(new TreeMap<>(names)) + "\n";
  }
}
