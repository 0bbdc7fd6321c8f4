// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.report.corrections.ClassNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Creates the data of a report of a run directory. It reads the files of the run, and names and
 * pictures of samples, but never ground-truth labels.
 */
public final class RunReport {
  /** A picture file to show, and its heading. */
  private record Shown(String file, String title) {}

  private static final List<Shown> PICTURES =
      List.of(
          new Shown("samples.png", "New samples drawn by the model, one row per class"),
          new Shown(
              "traversals.png",
              "How the members of a class differ, along its directions of greatest variance"),
          new Shown("classes.png", "Each class: typical, mean, drawn, nearest in latent space"),
          new Shown("manifold.png", "The whole latent plane"),
          new Shown("filters.png", "What the units of the first layer respond to"),
          new Shown("feature-maps.png", "What the layers make of a typical sample"),
          new Shown(
              "saliency.png",
              "What in typical samples speaks for the class that the model assigns"),
          new Shown(
              "maximized.png", "What speaks most strongly for each class that the model knows"),
          new Shown("reconstructions.png", "Samples and their reconstructions by the model"),
          new Shown("tree.png", "How groups separate as the density rises"));

  private static final int MOST_KINDS = 65_000;
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

  /**
   * Size limits of the data.
   *
   * @param side maximum side of a thumbnail, in pixels, 8 or more
   * @param thumbnailBytes limit for all thumbnails; 0 for none
   * @param pictureBytes limit for the pictures of the run directory
   * @param soundBytes limit for the sounds of typical samples
   */
  public record Limits(int side, long thumbnailBytes, long pictureBytes, long soundBytes) {
    /** Checks the side, and that no limit is negative. */
    public Limits {
      if (side < 8 || thumbnailBytes < 0 || pictureBytes < 0 || soundBytes < 0) {
        throw new IllegalArgumentException(
            "thumbnails have a side of at least 8, and no number of bytes is negative");
      }
    }

    /**
     * Returns limits that keep a page of 70,000 samples below 15 MB, including a third more for
     * Base64.
     */
    public static Limits onePage() {
      return new Limits(40, 7_400_000, 1_000_000, 1_200_000);
    }

    /** Returns limits for a server, which sends thumbnails and sounds individually. */
    public static Limits live() {
      return new Limits(40, 0, 40_000_000, 0);
    }
  }

  private final RunFiles files;
  private final ReportSamples samples;
  private final Limits limits;
  private final ArrayTable arrays = new ArrayTable();
  private final JsonObject header = new JsonObject();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  private RunReport(RunFiles files, ReportSamples samples, Limits limits) {
    this.files = files;
    this.samples = samples;
    this.limits = limits;
  }

  /**
   * Returns the number of samples of a run for which {@link #of} needs details; 0 if the run found
   * no classes.
   *
   * @throws ConfigurationException if it is not a run directory
   * @throws DecipherException if its labels cannot be read
   */
  public static int samples(Path run) {
    return new RunFiles(run).labels("labels.npy").map(Labels::size).orElse(0);
  }

  /**
   * Creates the data of a run.
   *
   * @param run the directory of a finished run
   * @param samples the run's samples, in data order
   * @throws ConfigurationException if it is not a run directory, or has a different number of
   *     samples
   * @throws DecipherException if a file is damaged; the message names it
   */
  public static ReportData of(Path run, ReportSamples samples, Limits limits) {
    return new RunReport(new RunFiles(run), samples, limits).data();
  }

  private ReportData data() {
    JsonObject report = files.report();
    header.addProperty("format", "decipher-report");
    header.addProperty("version", 1);
    Path name = files.path().toAbsolutePath().normalize().getFileName();
    header.addProperty("title", name == null ? "run" : name.toString());
    header.addProperty("job", files.job());
    Optional<Labels> labels = files.labels("labels.npy");
    labels.ifPresent(this::requireSamples);
    header.addProperty("samples", labels.map(Labels::size).orElse(0));
    header.addProperty("kind", samples.kind());
    labels.ifPresent(found -> classes(found, report));
    files.json("tree.json").ifPresent(tree -> header.add("tree", tree));
    copy(report, "evidence", "resolution", "scores", "compared", "model", "seed", "plugins");
    if (header.has("resolution")) {
      files
          .json("sweep.json")
          .ifPresent(sweep -> header.getAsJsonObject("resolution").add("curve", sweep));
    }
    if (report.has("smallClusters")) {
      header.add("smallClusters", report.get("smallClusters"));
    }
    header.add("about", report.has("about") ? report.get("about") : new JsonObject());
    header.add("training", files.lines("metrics.jsonl"));
    files.text(RunFiles.CONFIGURATION).ifPresent(text -> header.addProperty("settings", text));
    if (files.isConfigurationEdited()) {
      warnings.add(
          RunFiles.CONFIGURATION
              + " was changed since the run ended: some of the settings shown are not those of"
              + " the run.");
    }
    files.text("warnings.txt").ifPresent(text -> text.lines().forEach(warnings::add));
    pictures();
    header.add("warnings", texts(warnings));
    header.add("leftOut", texts(leftOut));
    header.add("arrays", arrays.described());
    return new ReportData(ClassCatalogue.json(header), arrays.bytes());
  }

  private void requireSamples(Labels labels) {
    if (labels.size() != samples.count()) {
      throw new ConfigurationException(
          List.of(
              files.path()
                  + " found classes among "
                  + labels.size()
                  + " samples, but the data set now has "
                  + samples.count()
                  + "; was it changed?"));
    }
  }

  private void copy(JsonObject report, String... keys) {
    for (String key : keys) {
      if (report.has(key)) {
        header.add(key, report.get(key));
      }
    }
  }

  private static JsonArray texts(List<String> lines) {
    JsonArray array = new JsonArray();
    lines.forEach(array::add);
    return array;
  }

  private void classes(Labels labels, JsonObject report) {
    int count = labels.size();
    FloatMatrix strengths =
        files
            .matrix("strengths.npy", count)
            .orElseGet(() -> FloatMatrix.wrap(count, 1, new float[count]));
    arrays.putInts("labels", labels.toArray());
    arrays.putShares("strengths", strengths);
    files
        .matrix("outlier-scores.npy", count)
        .ifPresent(scores -> arrays.putNumbers("outlier-scores", column(scores)));
    Optional<FloatMatrix> layout =
        files.matrix("projection.npy", count).or(() -> samples.values()).map(PlanarMap::of);
    maps(layout, count);
    FloatMatrix features = ClassCatalogue.features(files, samples);
    names();
    columns();
    ClassCatalogue catalogue = new ClassCatalogue(samples, strengths, features);
    JsonObject catalogued = catalogue.of(labels);
    JsonArray described = catalogued.getAsJsonArray("classes");
    Map<Integer, String> names = ClassNames.read(files.path());
    described.forEach(
        one -> {
          String name = names.get(one.getAsJsonObject().get("number").getAsInt());
          if (name != null) {
            one.getAsJsonObject().addProperty("name", name);
          }
        });
    Set<Integer> wanted = new LinkedHashSet<>();
    for (JsonElement one : described) {
      for (String key : List.of("exemplars", "borderline", "outliers")) {
        one.getAsJsonObject().getAsJsonArray(key).forEach(sample -> wanted.add(sample.getAsInt()));
      }
    }
    header.add("classes", described);
    header.addProperty("noise", labels.noise());
    header.addProperty("features", features.columns());
    header.add("pairs", catalogued.get("pairs"));
    header.add("doubtful", catalogued.get("doubtful"));
    Columns words = new Columns(samples.columns(), labels);
    warnings.addAll(words.warnings());
    words.transitions().ifPresent(json -> header.add("transitions", json));
    stages(report, count);
    if (report.has("smallClusters")) {
      report
          .getAsJsonArray("smallClusters")
          .forEach(
              cluster ->
                  cluster
                      .getAsJsonObject()
                      .getAsJsonArray("exemplars")
                      .forEach(sample -> wanted.add(sample.getAsInt())));
    }
    thumbnails(wanted.stream().mapToInt(i -> i).toArray());
    means(labels);
    sounds(described);
  }

  private static double[] column(FloatMatrix matrix) {
    double[] values = new double[matrix.rows()];
    Arrays.setAll(values, i -> matrix.get(i, 0));
    return values;
  }

  private void maps(Optional<FloatMatrix> layout, int count) {
    JsonArray maps = new JsonArray();
    layout.ifPresent(
        points -> {
          arrays.putQuantised("map-0", points);
          maps.add(map("map-0", "Layout", "in which the classes were found"));
        });
    for (String directory : files.beginning("", "compared-")) {
      files
          .matrix(directory + "/projection.npy", count)
          .map(PlanarMap::of)
          .ifPresent(
              points -> {
                String array = "map-" + maps.size();
                arrays.putQuantised(array, points);
                String by = directory.substring("compared-".length());
                maps.add(
                    map(
                        array,
                        by.equals("latent") ? "Latents" : capitalised(by),
                        by.startsWith("context")
                            ? "the features with the classes before and after"
                            : by + " alone, laid out"));
              });
    }
    header.add("maps", maps);
  }

  private static String capitalised(String word) {
    return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static JsonObject map(String array, String title, String by) {
    JsonObject json = new JsonObject();
    json.addProperty("array", array);
    json.addProperty("title", title);
    json.addProperty("by", by);
    return json;
  }

  /** Stores the names, unless they are just row numbers. */
  private void names() {
    int count = samples.count();
    if (IntStream.range(0, count).allMatch(i -> samples.name(i).equals(Integer.toString(i)))) {
      return;
    }
    JsonArray names = new JsonArray();
    IntStream.range(0, count).forEach(i -> names.add(samples.name(i)));
    arrays.putMedia(
        "names", "application/json", JSON.toJson(names).getBytes(StandardCharsets.UTF_8));
  }

  private void columns() {
    JsonArray described = new JsonArray();
    for (ReportSamples.Column column : samples.columns()) {
      JsonObject json = new JsonObject();
      String array = "column-" + described.size();
      json.addProperty("name", column.name());
      json.addProperty("kind", column.isNumbers() ? "number" : "text");
      json.addProperty("array", array);
      if (column.isNumbers()) {
        arrays.putNumbers(array, column.numbers());
      } else {
        Map<String, Integer> places = new LinkedHashMap<>();
        int[] values =
            column.text().stream()
                .mapToInt(
                    text -> {
                      places.putIfAbsent(text, places.size());
                      return places.get(text);
                    })
                .toArray();
        if (places.size() > MOST_KINDS) {
          leftOut.add(
              "Column “"
                  + column.name()
                  + "” is left out: it contains "
                  + places.size()
                  + " different texts.");
          continue;
        }
        arrays.putInts(array, values);
        json.add("values", texts(List.copyOf(places.keySet())));
      }
      described.add(json);
    }
    header.add("columns", described);
  }

  private void stages(JsonObject report, int count) {
    JsonArray stages =
        report.has("stages") ? report.getAsJsonArray("stages").deepCopy() : new JsonArray();
    List<String> held = files.beginning("stages", "");
    for (int i = 0; i < stages.size(); i++) {
      String start = (i + 1) + "-";
      Optional<String> file = held.stream().filter(name -> name.startsWith(start)).findFirst();
      Optional<Labels> labels = file.flatMap(name -> files.labels("stages/" + name));
      if (labels.isPresent() && labels.get().size() == count) {
        String array = "stage-" + i;
        arrays.putInts(array, labels.get().toArray());
        stages.get(i).getAsJsonObject().addProperty("array", array);
      }
    }
    header.add("stages", stages);
  }

  private @org.jspecify.annotations.Nullable Picture thumbnail(int sample) {
    return samples.picture(sample).map(picture -> picture.within(limits.side())).orElse(null);
  }

  private void thumbnails(int[] wanted) {
    int count = samples.count();
    if (count == 0 || samples.picture(0).isEmpty()) {
      return;
    }
    JsonObject json = new JsonObject();
    header.add("thumbnails", json);
    if (limits.thumbnailBytes() == 0) {
      json.addProperty("live", true);
      return;
    }
    ImageSheets.Kept kept = ImageSheets.of(count, this::thumbnail, wanted, limits.thumbnailBytes());
    put(json, "thumbnails", kept);
    if (kept.samples().size() < count) {
      arrays.putInts(
          "thumbnail-samples", kept.samples().stream().mapToInt(Integer::intValue).toArray());
      json.addProperty("samples", "thumbnail-samples");
      leftOut.add(
          String.format(
              java.util.Locale.ROOT,
              "This file holds pictures of %,d of the %,d samples; for any other, that of its"
                  + " nearest neighbour on the map is shown, and marked as such.",
              kept.samples().size(),
              count));
    }
    Picture whole = samples.picture(0).orElseThrow();
    if (Math.max(whole.height(), whole.width()) > limits.side()) {
      leftOut.add(
          "Pictures are reduced from "
              + whole.width()
              + " x "
              + whole.height()
              + " pixels to at most "
              + limits.side()
              + ".");
    }
    if (kept.code() != ImageSheets.Code.PNG) {
      leftOut.add(
          kept.code() == ImageSheets.Code.JPEG
              ? "Pictures are compressed with loss (JPEG)."
              : "Pictures are reduced to 16 levels of grey.");
    }
  }

  private void put(JsonObject json, String name, ImageSheets.Kept kept) {
    json.addProperty("width", kept.cellWidth());
    json.addProperty("height", kept.cellHeight());
    json.addProperty("columns", ImageSheets.Kept.columns());
    json.addProperty("cells", ImageSheets.Kept.cells());
    JsonArray sheets = new JsonArray();
    for (byte[] sheet : kept.sheets()) {
      String array = name + "-" + sheets.size();
      arrays.putMedia(array, kept.code().type(), sheet);
      sheets.add(array);
    }
    json.add("sheets", sheets);
  }

  private void means(Labels labels) {
    List<Picture> means = new ArrayList<>();
    for (int label = 0; label < labels.classes(); label++) {
      int[] members = labels.members(label);
      Optional<Picture> mean = members.length == 0 ? Optional.empty() : samples.mean(members);
      if (mean.isEmpty()) {
        if (members.length == 0 && !means.isEmpty()) {
          Picture first = means.get(0);
          means.add(
              new Picture(
                  first.channels(),
                  first.height(),
                  first.width(),
                  new byte[first.values().length]));
          continue;
        }
        return;
      }
      means.add(mean.get().within(limits.side()));
    }
    if (!means.isEmpty()) {
      JsonObject json = new JsonObject();
      put(json, "means", ImageSheets.row(means));
      header.add("means", json);
    }
  }

  /**
   * Stores the sounds of typical samples: the first of each class, then the second of each, and so
   * on.
   */
  private void sounds(JsonArray classes) {
    if (samples.count() == 0 || samples.sound(0).isEmpty()) {
      return;
    }
    JsonObject json = new JsonObject();
    if (limits.soundBytes() == 0) {
      json.addProperty("live", true);
      header.add("sounds", json);
      return;
    }
    JsonObject held = new JsonObject();
    long left = limits.soundBytes();
    for (int rank = 0; rank < ClassCatalogue.EXEMPLARS; rank++) {
      for (JsonElement one : classes) {
        JsonArray exemplars = one.getAsJsonObject().getAsJsonArray("exemplars");
        if (rank >= exemplars.size()) {
          continue;
        }
        int sample = exemplars.get(rank).getAsInt();
        byte[] sound = samples.sound(sample).orElse(new byte[0]);
        if (sound.length > 0 && sound.length <= left) {
          left -= sound.length;
          String array = "sound-" + sample;
          arrays.putMedia(array, "audio/wav", sound);
          held.addProperty(Integer.toString(sample), array);
        }
      }
    }
    json.add("arrays", held);
    header.add("sounds", json);
    leftOut.add(
        "This file holds the sounds of "
            + held.size()
            + " typical samples; `decipher explore` plays all.");
  }

  private void pictures() {
    JsonArray pictures = new JsonArray();
    long left = limits.pictureBytes();
    for (Shown shown : PICTURES) {
      Optional<byte[]> bytes = files.bytes(shown.file());
      if (bytes.isEmpty()) {
        continue;
      }
      if (bytes.get().length > left) {
        leftOut.add(shown.file() + " is not in this file, but in the directory beside it.");
        continue;
      }
      left -= bytes.get().length;
      JsonObject json = new JsonObject();
      json.addProperty("array", shown.file());
      json.addProperty("title", shown.title());
      arrays.putMedia(shown.file(), "image/png", bytes.get());
      pictures.add(json);
    }
    header.add("pictures", pictures);
  }
}
