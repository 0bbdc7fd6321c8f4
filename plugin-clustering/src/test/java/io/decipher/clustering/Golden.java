// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.clustering.hdbscan.ClusterSelection;
import io.decipher.clustering.hdbscan.Hdbscan;
import io.decipher.clustering.hdbscan.Hdbscan.Resolution;
import io.decipher.numerics.Metric;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A case of the reference implementation; see README.md beside the files. */
public record Golden(String name, FloatMatrix points, Hdbscan settings, String json) {
  public static Stream<Golden> all() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(directory())) {
      List<Path> cases = files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      return cases.stream().map(Golden::read);
    }
  }

  public static FloatMatrix points(String name) {
    try {
      return Npy.read(directory().resolve(name + ".npy"));
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Numbers from the directory beside, {@code memberships}. */
  public static FloatMatrix memberships(String name) {
    return points("../memberships/" + name);
  }

  private static Path directory() throws URISyntaxException {
    URL readme = Golden.class.getResource("golden/hdbscan/README.md");
    return Objects.requireNonNull(Path.of(Objects.requireNonNull(readme).toURI()).getParent());
  }

  private static Golden read(Path file) {
    try {
      String json = Files.readString(file);
      String name = file.getFileName().toString().replace(".json", "");
      String settings = group(json, "\"settings\": \\{([^}]*)\\}").orElseThrow();
      OptionalInt size = integer(settings, "min_cluster_size");
      return new Golden(
          name,
          points(name.replaceAll("\\.\\d+$", "")),
          new Hdbscan(
              size,
              OptionalDouble.empty(),
              integer(settings, "min_samples"),
              settings.contains("leaf") ? ClusterSelection.LEAF : ClusterSelection.EXCESS_OF_MASS,
              group(settings, "\"cluster_selection_epsilon\": ([\\d.]+)")
                  .map(Double::parseDouble)
                  .orElse(0.0),
              group(settings, "\"cluster_selection_epsilon_max\": ([\\d.]+)")
                  .map(x -> OptionalDouble.of(Double.parseDouble(x)))
                  .orElse(OptionalDouble.empty()),
              integer(settings, "max_cluster_size"),
              settings.contains("\"allow_single_cluster\": true"),
              settings.contains("manhattan") ? Metric.MANHATTAN : Metric.EUCLIDEAN,
              Resolution.GIVEN),
          json);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OptionalInt integer(String settings, String key) {
    return group(settings, "\"" + key + "\": (\\d+)")
        .map(text -> OptionalInt.of(Integer.parseInt(text)))
        .orElse(OptionalInt.empty());
  }

  private static Optional<String> group(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  public int minSamples() {
    return settings.minSamples().orElseGet(() -> settings.minClusterSize().getAsInt());
  }

  public double number(String key) {
    return Double.parseDouble(group(json, "\"" + key + "\": ([-+.\\deE]+)").orElseThrow());
  }

  public double[] numbers(String key) {
    String values = group(json, "\"" + key + "\": \\[([^\\]]*)\\]").orElseThrow();
    return values.isBlank()
        ? new double[0]
        : Arrays.stream(values.split(",")).mapToDouble(Double::parseDouble).toArray();
  }

  /** What the reference says of 60 further points, if it does: labels and strengths. */
  public Optional<Golden> prediction() {
    int at = json.indexOf("\"predict\"");
    String data = name.replaceAll("\\.\\d+$", "") + ".new";
    return at < 0
        ? Optional.empty()
        : Optional.of(new Golden(name, points(data), settings, json.substring(at)));
  }

  public int[] labels() {
    return Arrays.stream(numbers("labels")).mapToInt(value -> (int) value).toArray();
  }

  @Override
  public String toString() {
    return name;
  }
}
