// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.clustering.hdbscan.ClusterSelection;
import io.decipher.clustering.hdbscan.Hdbscan;
import io.decipher.clustering.hdbscan.Hdbscan.Resolution;
import io.decipher.numerics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A golden case of plugin-clustering. */
record GoldenCase(String name, String data, FloatMatrix points, Hdbscan settings) {
  private static final Path FOLDER =
      Path.of("../plugin-clustering/src/test/resources/io/decipher/clustering/golden/hdbscan");

  static List<GoldenCase> all() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(GoldenCase::read)
          .toList();
    }
  }

  private static GoldenCase read(Path file) {
    try {
      String name = file.getFileName().toString().replace(".json", "");
      String data = name.replaceAll("\\.\\d+$", "");
      JsonObject settings =
          JsonParser.parseString(Files.readString(file))
              .getAsJsonObject()
              .getAsJsonObject("settings");
      OptionalInt size = integer(settings, "min_cluster_size");
      Optional<Double> most = number(settings, "cluster_selection_epsilon_max");
      return new GoldenCase(
          name,
          data,
          Npy.read(FOLDER.resolve(data + ".npy")),
          new Hdbscan(
              size,
              OptionalDouble.empty(),
              integer(settings, "min_samples"),
              settings.toString().contains("leaf")
                  ? ClusterSelection.LEAF
                  : ClusterSelection.EXCESS_OF_MASS,
              number(settings, "cluster_selection_epsilon").orElse(0.0),
              most.isPresent() ? OptionalDouble.of(most.get()) : OptionalDouble.empty(),
              integer(settings, "max_cluster_size"),
              settings.has("allow_single_cluster")
                  && settings.get("allow_single_cluster").getAsBoolean(),
              settings.toString().contains("manhattan") ? Metric.MANHATTAN : Metric.EUCLIDEAN,
              Resolution.GIVEN));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OptionalInt integer(JsonObject settings, String key) {
    return settings.has(key) ? OptionalInt.of(settings.get(key).getAsInt()) : OptionalInt.empty();
  }

  private static Optional<Double> number(JsonObject settings, String key) {
    return settings.has(key) ? Optional.of(settings.get(key).getAsDouble()) : Optional.empty();
  }

  int minSamples() {
    return settings.minSamples(points.rows());
  }

  @Override
  public String toString() {
    return name;
  }
}
