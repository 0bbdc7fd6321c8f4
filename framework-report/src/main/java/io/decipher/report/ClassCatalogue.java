// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Describes the classes of a run, whether found or corrected: example members, nearest classes,
 * distinguishing attributes, and the pairs that a person should review first.
 */
public final class ClassCatalogue {
  static final int EXEMPLARS = 24;
  private static final int LISTED = 12;
  private static final int SUGGESTIONS = 20;
  private static final int DOUBTFUL = 20;
  private static final int MOST_CLASSES = 2000;
  private static final Gson JSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  private final ReportSamples samples;
  private final FloatMatrix strengths;
  private final FloatMatrix features;
  private final SampledNeighbours neighbours;

  ClassCatalogue(ReportSamples samples, FloatMatrix strengths, FloatMatrix features) {
    this.samples = samples;
    this.strengths = strengths;
    this.features = features;
    neighbours = SampledNeighbours.in(features);
  }

  /**
   * Reads the data that the classes of a run are described by.
   *
   * @param run the directory of a run that found classes
   * @throws io.decipher.api.DecipherException if a file is damaged
   */
  public static ClassCatalogue of(Path run, ReportSamples samples) {
    RunFiles files = new RunFiles(run);
    int count = samples.count();
    FloatMatrix none = FloatMatrix.wrap(count, 1, new float[count]);
    return new ClassCatalogue(
        samples, files.matrix("strengths.npy", count).orElse(none), features(files, samples));
  }

  /** Returns the features of a run, or the closest available substitute. */
  static FloatMatrix features(RunFiles files, ReportSamples samples) {
    int count = samples.count();
    return files
        .matrix("features.npy", count)
        .or(samples::values)
        .or(() -> files.matrix("projection.npy", count))
        .orElseGet(() -> FloatMatrix.wrap(count, 1, new float[count]));
  }

  /**
   * Returns a description of classes as JSON, in the form used in the header of a report: {@code
   * classes}, {@code pairs} and {@code doubtful}.
   *
   * @param labels the class of each sample, -1 for none, (n); numbers may have gaps
   */
  public String describe(int... labels) {
    return json(of(Labels.of(labels)));
  }

  /**
   * Returns a description of classes as a JSON object.
   *
   * @throws DecipherException if there are more classes than a person could look through
   */
  JsonObject of(Labels labels) {
    if (labels.classes() > MOST_CLASSES) {
      throw new DecipherException(
          String.format(
              Locale.ROOT,
              "the run has %,d classes, but a page shows at most %,d; a run with a larger"
                  + " decipher.clusterer.min-cluster-size or min-cluster-share has fewer",
              labels.classes(),
              MOST_CLASSES));
    }
    ClassProfiles profiles = new ClassProfiles(labels, strengths, features, neighbours);
    Columns words = new Columns(samples.columns(), labels);
    int[] sizes = labels.sizes();
    JsonArray classes = new JsonArray();
    for (int label = 0; label < sizes.length; label++) {
      if (sizes[label] > 0) {
        classes.add(described(label, labels, profiles, words));
      }
    }
    JsonArray pairs = new JsonArray();
    profiles.pairs().stream()
        .limit(SUGGESTIONS)
        .forEach(
            pair -> {
              JsonObject json = new JsonObject();
              json.addProperty("first", pair.first());
              json.addProperty("second", pair.second());
              json.addProperty("separation", pair.separation());
              pairs.add(json);
            });
    JsonObject json = new JsonObject();
    json.add("classes", classes);
    json.add("pairs", pairs);
    json.add("doubtful", numbers(profiles.doubtful(DOUBTFUL)));
    return json;
  }

  private JsonObject described(int label, Labels labels, ClassProfiles profiles, Columns words) {
    int[] members = labels.members(label);
    JsonObject one = new JsonObject();
    one.addProperty("number", label);
    one.addProperty("size", members.length);
    one.addProperty(
        "strength",
        Arrays.stream(members).mapToDouble(i -> strengths.get(i, 0)).average().orElse(0));
    one.add("exemplars", numbers(profiles.typical(label, EXEMPLARS)));
    one.add("borderline", numbers(profiles.borderline(label, LISTED)));
    one.add("outliers", numbers(profiles.farthest(label, LISTED)));
    JsonArray neighbours = new JsonArray();
    for (ClassProfiles.Neighbour near : profiles.neighbours(label)) {
      JsonObject json = new JsonObject();
      json.addProperty("number", near.number());
      json.addProperty("distance", near.distance());
      json.addProperty("separation", near.separation());
      json.add("differs", words.differences(label, near.number()));
      neighbours.add(json);
    }
    one.add("neighbours", neighbours);
    return one;
  }

  private static JsonArray numbers(int[] values) {
    JsonArray array = new JsonArray();
    IntStream.of(values).forEach(array::add);
    return array;
  }

  /** Returns JSON with null for numbers that are not finite, which JSON cannot represent. */
  static String json(JsonElement element) {
    return JSON.toJson(finite(element));
  }

  private static JsonElement finite(JsonElement element) {
    if (element instanceof JsonObject object) {
      JsonObject copy = new JsonObject();
      object.entrySet().forEach(entry -> copy.add(entry.getKey(), finite(entry.getValue())));
      return copy;
    }
    if (element instanceof JsonArray array) {
      JsonArray copy = new JsonArray();
      array.forEach(one -> copy.add(finite(one)));
      return copy;
    }
    boolean infinite =
        element instanceof JsonPrimitive number
            && number.isNumber()
            && !Double.isFinite(number.getAsDouble());
    return infinite ? JsonNull.INSTANCE : element;
  }
}
