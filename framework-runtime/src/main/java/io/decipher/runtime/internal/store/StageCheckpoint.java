// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.decipher.api.DecipherException;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.Npy;
import io.decipher.api.Sha256;
import io.decipher.api.Sweep;
import io.decipher.runtime.report.Reproduction;
import io.decipher.runtime.report.SmallCluster;
import io.decipher.runtime.report.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The stored result of a stage. A process that resumes the run uses it instead of finding classes
 * again, since a model was trained on exactly these.
 *
 * <p>Every file is identified by its SHA-256. Features and projection are large and are in the run
 * directory already; only their digests are stored, since only the last stage needs them again.
 *
 * @param stage without its layout
 * @param arrays the digests of {@value #FEATURES} and {@value #PROJECTION}
 */
public record StageCheckpoint(Stage stage, Map<String, String> arrays) {
  /** The features of a stage, (n x d). */
  public static final String FEATURES = "features.npy";

  /** The projected samples, (n x dimensions). */
  public static final String PROJECTION = "projection.npy";

  /** The class of each sample, (n). */
  public static final String LABELS = "labels.npy";

  /** The membership strength of each sample, (n). */
  public static final String STRENGTHS = "strengths.npy";

  private static final String LESSON = "lesson.npy";
  private static final String FACTS = "stage.json";
  public static final String OUTLIERS = "outlier-scores.npy";
  private static final String FACTS_DIGEST = "stage.sha256";

  /**
   * Returns the stored stage, with its layout.
   *
   * @param directory the directory of its features and projection
   * @throws IOException if they do not exist, or have been modified
   */
  public Stage laidOut(Path directory) throws IOException {
    for (Map.Entry<String, String> array : arrays.entrySet()) {
      require(directory.resolve(array.getKey()), array.getValue());
    }
    Path outliers = directory.resolve(OUTLIERS);
    return stage.laidOut(
        new Stage.Layout(
            Npy.read(directory.resolve(FEATURES)),
            Npy.read(directory.resolve(PROJECTION)),
            Files.exists(outliers) ? Optional.of(Npy.read(outliers)) : Optional.empty(),
            Optional.empty()));
  }

  /**
   * Stores a stage.
   *
   * @param arrays the directory of its features and projection; empty if they are not needed again
   */
  static void write(Stage stage, Optional<Path> arrays, Path directory) throws IOException {
    Npy.write(directory.resolve(LABELS), stage.found().labels());
    Npy.writeVector(directory.resolve(STRENGTHS), stage.found().strengths());
    Npy.write(directory.resolve(LESSON), stage.trainingLabels());
    JsonObject files = new JsonObject();
    for (String name : List.of(LABELS, STRENGTHS, LESSON)) {
      files.addProperty(name, Sha256.hex(directory.resolve(name)));
    }
    JsonObject json = new JsonObject();
    JsonArray names = new JsonArray();
    stage.features().forEach(names::add);
    json.add("features", names);
    json.add("files", files);
    JsonObject digests = new JsonObject();
    if (arrays.isPresent()) {
      for (String name : List.of(FEATURES, PROJECTION)) {
        digests.addProperty(name, Sha256.hex(arrays.get().resolve(name)));
      }
    }
    json.add("arrays", digests);
    JsonArray groups = new JsonArray();
    stage.smallClusters().forEach(cluster -> groups.add(json(cluster)));
    json.add("smallClusters", groups);
    if (stage.sweep().isPresent()) {
      JsonArray resolutions = new JsonArray();
      stage.sweep().get().resolutions().forEach(each -> resolutions.add(json(each)));
      json.add("sweep", resolutions);
    }
    stage.reproduction().ifPresent(known -> json.add("reproduction", json(known)));
    Path facts = directory.resolve(FACTS);
    Files.writeString(facts, json + "\n", StandardCharsets.UTF_8);
    Files.writeString(
        directory.resolve(FACTS_DIGEST), Sha256.hex(facts) + "\n", StandardCharsets.UTF_8);
  }

  /**
   * Reads a stored stage.
   *
   * @param samples the number of samples of the run
   * @throws IOException if it cannot be read, or has been modified
   */
  static StageCheckpoint read(Path directory, int samples) throws IOException {
    Path facts = directory.resolve(FACTS);
    require(facts, Files.readString(directory.resolve(FACTS_DIGEST)).strip());
    Facts known = JsonFile.read(facts, Facts::of);
    for (Map.Entry<String, String> file : known.files.entrySet()) {
      require(directory.resolve(file.getKey()), file.getValue());
    }
    try {
      Stage stage =
          new Stage(
              known.features,
              new FoundClasses(
                  Labels.of(Npy.readInts(directory.resolve(LABELS), samples)),
                  Npy.read(directory.resolve(STRENGTHS))),
              Labels.of(Npy.readInts(directory.resolve(LESSON), samples)),
              known.smallClusters,
              known.sweep,
              known.reproduction,
              Optional.empty(),
              Optional.empty());
      return new StageCheckpoint(stage, known.arrays);
    } catch (DecipherException | IllegalArgumentException e) {
      throw new DamagedFileException(directory + " does not fit the run: " + e.getMessage(), e);
    }
  }

  private static void require(Path file, String digest) throws IOException {
    if (!Sha256.hex(file).equals(digest)) {
      throw new DamagedFileException(file + " is not what was written");
    }
  }

  /** The content of stage.json. */
  private record Facts(
      List<String> features,
      List<SmallCluster> smallClusters,
      Optional<Sweep> sweep,
      Optional<Reproduction> reproduction,
      Map<String, String> files,
      Map<String, String> arrays) {

    static Facts of(JsonObject json) {
      return new Facts(
          list(json.getAsJsonArray("features"), JsonElement::getAsString),
          list(json.getAsJsonArray("smallClusters"), each -> cluster(each.getAsJsonObject())),
          json.has("sweep")
              ? Optional.of(
                  new Sweep(
                      list(
                          json.getAsJsonArray("sweep"),
                          each -> resolution(each.getAsJsonObject()))))
              : Optional.empty(),
          json.has("reproduction")
              ? Optional.of(readReproduction(json.getAsJsonObject("reproduction")))
              : Optional.empty(),
          texts(json.getAsJsonObject("files")),
          texts(json.getAsJsonObject("arrays")));
    }
  }

  private static <T> List<T> list(JsonArray array, Function<JsonElement, T> reading) {
    List<T> all = new ArrayList<>();
    array.forEach(each -> all.add(reading.apply(each)));
    return List.copyOf(all);
  }

  private static Map<String, String> texts(JsonObject object) {
    Map<String, String> all = new LinkedHashMap<>();
    object.entrySet().forEach(entry -> all.put(entry.getKey(), entry.getValue().getAsString()));
    return all;
  }

  private static JsonObject json(SmallCluster cluster) {
    JsonObject json = new JsonObject();
    json.addProperty("number", cluster.number());
    json.addProperty("size", cluster.size());
    json.addProperty("first", cluster.first());
    json.addProperty("firstShare", cluster.firstShare());
    json.addProperty("secondShare", cluster.secondShare());
    json.addProperty("judge", cluster.judge().name());
    cluster.own().ifPresent(own -> json.addProperty("own", own));
    JsonArray exemplars = new JsonArray();
    cluster.exemplars().forEach(exemplars::add);
    json.add("exemplars", exemplars);
    return json;
  }

  private static SmallCluster cluster(JsonObject json) {
    return new SmallCluster(
        json.get("number").getAsInt(),
        json.get("size").getAsInt(),
        json.get("first").getAsInt(),
        json.get("firstShare").getAsDouble(),
        json.get("secondShare").getAsDouble(),
        SmallCluster.Judge.valueOf(json.get("judge").getAsString()),
        json.has("own") ? OptionalInt.of(json.get("own").getAsInt()) : OptionalInt.empty(),
        list(json.getAsJsonArray("exemplars"), JsonElement::getAsInt));
  }

  private static JsonObject json(Reproduction reproduction) {
    JsonObject json = new JsonObject();
    json.addProperty("halvings", reproduction.halvings());
    json.addProperty("sample", reproduction.sample());
    JsonArray levels = new JsonArray();
    for (Reproduction.Level level : reproduction.levels()) {
      JsonObject one = new JsonObject();
      one.addProperty("size", level.size());
      one.addProperty("classes", level.classes());
      one.addProperty("information", level.information());
      one.addProperty("agreement", level.agreement());
      one.addProperty("recovery", level.recovery());
      levels.add(one);
    }
    json.add("levels", levels);
    return json;
  }

  private static Reproduction readReproduction(JsonObject json) {
    return new Reproduction(
        list(
            json.getAsJsonArray("levels"),
            each -> {
              JsonObject level = each.getAsJsonObject();
              return new Reproduction.Level(
                  level.get("size").getAsInt(),
                  level.get("classes").getAsDouble(),
                  level.get("information").getAsDouble(),
                  level.get("agreement").getAsDouble(),
                  level.get("recovery").getAsDouble());
            }),
        json.get("halvings").getAsInt(),
        json.get("sample").getAsInt());
  }

  private static JsonObject json(Sweep.Resolution resolution) {
    JsonObject json = new JsonObject();
    json.addProperty("from", resolution.from());
    json.addProperty("to", resolution.to());
    json.addProperty("classes", resolution.classes());
    json.addProperty("noiseShare", resolution.noiseShare());
    json.addProperty("persistence", resolution.persistence());
    return json;
  }

  private static Sweep.Resolution resolution(JsonObject json) {
    return new Sweep.Resolution(
        json.get("from").getAsInt(),
        json.get("to").getAsInt(),
        json.get("classes").getAsInt(),
        json.get("noiseShare").getAsDouble(),
        json.get("persistence").getAsDouble());
  }
}
