// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import io.decipher.api.GroundTruth;
import io.decipher.api.Labels;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.runtime.Labelling;
import io.decipher.runtime.RunSettings;
import io.decipher.runtime.report.LabellingReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Measures how many of a run's samples {@code decipher label} labels correctly from 1, 5 and 10
 * labels per class, drawn 20 times: mean, standard deviation and minimum, for each of its methods.
 * The samples whose labels were given are excluded.
 *
 * <pre>
 * mvn -q -o -Pbench -pl benchmarks -am verify -DskipTests -Dbench.main=FewLabels -Dbench=runs/mnist
 * </pre>
 *
 * <p>{@code bench} is the directory of a run whose data set has labels, such as MNIST; {@code
 * runs/mnist,5} draws 5 times, {@code runs/mnist,5,10} uses 10 labels per class only, and {@code
 * runs/mnist,5,10,all} also measures the methods that train a net.
 */
public final class FewLabels {
  private static final int DRAWS = 20;
  private static final int[] EACH = {1, 5, 10};

  private FewLabels() {}

  /** Runs the measurement. */
  public static void main(String[] arguments) {
    String[] told = arguments[0].split(",", -1);
    Path run = Path.of(told[0]);
    int draws = told.length > 1 ? Integer.parseInt(told[1]) : DRAWS;
    int[] sizes = told.length > 2 ? new int[] {Integer.parseInt(told[2])} : EACH;
    List<String> ways = told.length > 3 ? Labelling.WAYS : Labelling.QUICK;
    Plugins plugins = Plugins.discover();
    Settings dataset = RunSettings.of(run).settings().at("decipher.dataset");
    Labels truth =
        plugins
            .create(DatasetProvider.class, dataset)
            .truth()
            .map(GroundTruth::labels)
            .orElseThrow();
    try (Labelling labelling = Labelling.load(run, plugins, RunContext.seeded(42))) {
      for (int each : sizes) {
        Map<String, List<Double>> shares = new LinkedHashMap<>();
        for (int draw = 0; draw < draws; draw++) {
          Map<Integer, String> given = draw(truth, each, new SplittableRandom(100L * each + draw));
          LabellingReport report = labelling.labelBy(ways, given, RunContext.seeded(42));
          report
              .labels()
              .forEach(
                  (way, labels) ->
                      shares
                          .computeIfAbsent(way, key -> new ArrayList<>())
                          .add(right(labels, report.names(), truth, given)));
        }
        shares.forEach((way, all) -> print(each, way, all));
      }
    }
  }

  private static Map<Integer, String> draw(Labels truth, int each, SplittableRandom random) {
    Map<Integer, String> given = new LinkedHashMap<>();
    for (int label = 0; label < truth.classes(); label++) {
      int[] members = truth.members(label);
      for (int i = 0; i < each; i++) {
        int j = i + random.nextInt(members.length - i);
        int swapped = members[i];
        members[i] = members[j];
        members[j] = swapped;
        given.put(members[i], Integer.toString(label));
      }
    }
    return given;
  }

  private static double right(
      Labels labels, List<String> names, Labels truth, Map<Integer, String> given) {
    int right =
        (int)
            IntStream.range(0, labels.size())
                .filter(i -> !given.containsKey(i) && labels.get(i) != Labels.NOISE)
                .filter(i -> names.get(labels.get(i)).equals(Integer.toString(truth.get(i))))
                .count();
    return (double) right / (labels.size() - given.size());
  }

  private static void print(int each, String way, List<Double> shares) {
    double[] all = shares.stream().mapToDouble(Double::doubleValue).toArray();
    double mean = Arrays.stream(all).average().orElse(0);
    double squares = Arrays.stream(all).map(one -> (one - mean) * (one - mean)).sum();
    System.out.printf(
        Locale.ROOT,
        "%2d a class, %-10s mean %.4f, standard deviation %.4f, least %.4f (%d draws)%n",
        each,
        way,
        mean,
        Math.sqrt(squares / Math.max(1, all.length - 1)),
        Arrays.stream(all).min().orElse(0),
        all.length);
  }
}
