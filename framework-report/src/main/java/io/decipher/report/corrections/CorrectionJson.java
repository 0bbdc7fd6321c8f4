// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.decipher.api.DecipherException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON format of corrections, for journal lines and requests from the page. */
public final class CorrectionJson {
  private static final String UNDO = "undo";

  private CorrectionJson() {}

  /** Returns the samples that a correction refers to, in journal notation; empty if none. */
  public static String samples(Correction correction) {
    JsonObject json = new JsonObject();
    write(correction, json);
    return json.has("samples") ? json.get("samples").getAsString() : "";
  }

  static JsonObject of(CorrectionJournal.Entry entry) {
    JsonObject json = new JsonObject();
    json.addProperty("entry", entry.number());
    json.addProperty("at", entry.at());
    if (!entry.by().isEmpty()) {
      json.addProperty("by", entry.by());
    }
    if (entry.correction().isEmpty()) {
      json.addProperty("action", UNDO);
      json.addProperty("undoes", entry.undoes());
    } else {
      write(entry.correction().get(), json);
    }
    return json;
  }

  private static void write(Correction correction, JsonObject json) {
    json.addProperty("action", correction.action());
    if (correction instanceof Correction.Rename rename) {
      json.addProperty("class", rename.label());
      json.addProperty("name", rename.name());
    } else if (correction instanceof Correction.Merge merge) {
      JsonArray classes = new JsonArray();
      merge.labels().forEach(classes::add);
      json.add("classes", classes);
    } else if (correction instanceof Correction.Split split) {
      json.addProperty("class", split.label());
      json.addProperty("samples", split.samples().toString());
      json.addProperty("how", split.by());
    } else if (correction instanceof Correction.Assign assign) {
      json.addProperty("class", assign.label());
      json.addProperty("samples", assign.samples().toString());
    } else if (correction instanceof Correction.Reject reject) {
      json.addProperty("samples", reject.samples().toString());
    } else if (correction instanceof Correction.Reviewed reviewed) {
      json.addProperty("samples", reviewed.samples().toString());
    } else if (correction instanceof Correction.Same same) {
      json.addProperty("samples", same.first() + "," + same.second());
    } else if (correction instanceof Correction.Different different) {
      json.addProperty("samples", different.first() + "," + different.second());
    }
  }

  static CorrectionJournal.Entry entry(JsonObject json, int samples) {
    boolean undo = text(json, "action").equals(UNDO);
    return new CorrectionJournal.Entry(
        number(json, "entry"),
        text(json, "at"),
        json.has("by") ? text(json, "by") : "",
        undo ? Optional.empty() : Optional.of(correction(json, samples)),
        undo ? number(json, "undoes") : 0);
  }

  /**
   * Reads a correction.
   *
   * @param text a JSON object with {@code action} and the fields that the action requires
   * @param samples number of samples
   * @throws DecipherException if it is invalid, with the reason
   */
  public static Correction parse(String text, int samples) {
    try {
      return correction(JsonParser.parseString(text).getAsJsonObject(), samples);
    } catch (JsonParseException | IllegalStateException e) {
      throw new DecipherException("a correction is a JSON object", e);
    }
  }

  private static Correction correction(JsonObject json, int samples) {
    String action = text(json, "action");
    try {
      return switch (action) {
        case "rename" -> new Correction.Rename(number(json, "class"), text(json, "name"));
        case "merge" -> new Correction.Merge(numbers(json, "classes"));
        case "split" ->
            new Correction.Split(
                number(json, "class"),
                set(json, samples),
                json.has("how") ? text(json, "how") : "lasso");
        case "assign" -> new Correction.Assign(number(json, "class"), set(json, samples));
        case "reject" -> new Correction.Reject(set(json, samples));
        case "reviewed" -> new Correction.Reviewed(set(json, samples));
        case "same", "different" -> {
          int[] pair = pair(json);
          yield action.equals("same")
              ? new Correction.Same(pair[0], pair[1])
              : new Correction.Different(pair[0], pair[1]);
        }
        default ->
            throw new DecipherException(
                "'"
                    + action
                    + "' is not an action; known: rename, merge, split, assign, reject, reviewed,"
                    + " same, different");
      };
    } catch (IllegalArgumentException e) {
      throw new DecipherException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }

  private static SampleSet set(JsonObject json, int samples) {
    return SampleSet.parse(text(json, "samples"), samples);
  }

  private static int[] pair(JsonObject json) {
    String[] parts = text(json, "samples").split(",", -1);
    if (parts.length != 2) {
      throw new DecipherException("samples must be two, such as 3,17");
    }
    try {
      return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
    } catch (NumberFormatException e) {
      throw new DecipherException("samples must be two numbers, such as 3,17", e);
    }
  }

  private static List<Integer> numbers(JsonObject json, String key) {
    List<Integer> numbers = new ArrayList<>();
    try {
      required(json, key).getAsJsonArray().forEach(one -> numbers.add(one.getAsInt()));
    } catch (IllegalStateException | NumberFormatException | UnsupportedOperationException e) {
      throw new DecipherException(key + " must be class numbers", e);
    }
    return numbers;
  }

  private static int number(JsonObject json, String key) {
    try {
      return required(json, key).getAsInt();
    } catch (IllegalStateException | NumberFormatException | UnsupportedOperationException e) {
      throw new DecipherException(key + " must be a whole number", e);
    }
  }

  private static String text(JsonObject json, String key) {
    try {
      return required(json, key).getAsString();
    } catch (IllegalStateException | UnsupportedOperationException e) {
      throw new DecipherException(key + " must be a text", e);
    }
  }

  private static JsonElement required(JsonObject json, String key) {
    JsonElement value = json.get(key);
    if (value == null) {
      throw new DecipherException(key + " is missing");
    }
    return value;
  }
}
