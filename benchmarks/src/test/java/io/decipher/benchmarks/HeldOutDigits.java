// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import io.decipher.api.Dataset;
import io.decipher.api.GroundTruth;
import io.decipher.api.Labels;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.runtime.AnomalyDetection;
import io.decipher.runtime.Discovery;
import io.decipher.runtime.report.AnomalyReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Measures how well {@code decipher anomalies} detects a digit that a run has never seen: each of
 * the ten in turn is left out of the training images, and its images among all 10,000 test images
 * are the anomalies. Prints the area under the ROC curve for every score, and the fraction of other
 * digits flagged as anomalous for a target of 1%, calibrated on training images that the run has
 * not seen.
 *
 * <pre>
 * mvn -q -o -Pbench -pl benchmarks -am verify -DskipTests -Dbench.main=HeldOutDigits -Dbench=5000,6
 * </pre>
 *
 * <p>{@code bench} is the number of training images, the epochs, and optionally the digits: {@code
 * 10000,16,0123456789}, as in the preset quick, is the default. Labels select the images for a run
 * and evaluate the scores; no run sees them.
 */
public final class HeldOutDigits {
  private static final int CALIBRATION = 5000;
  private static final double FALSE_ALARMS = 0.01;

  private final Plugins plugins = Plugins.discover();
  private final Path work;
  private final int count;
  private final int epochs;

  private HeldOutDigits(Path work, int count, int epochs) {
    this.work = work;
    this.count = count;
    this.epochs = epochs;
  }

  /** Runs the measurement. */
  public static void main(String[] arguments) throws IOException {
    String[] told =
        arguments.length == 0 || arguments[0].equals(".*")
            ? new String[] {"10000", "16"}
            : arguments[0].split(",", -1);
    String digits = told.length > 2 ? told[2] : "0123456789";
    HeldOutDigits bench =
        new HeldOutDigits(
            Files.createTempDirectory("held-out"),
            Integer.parseInt(told[0]),
            Integer.parseInt(told[1]));
    Map<String, double[]> sums = new LinkedHashMap<>();
    double alarms = 0;
    for (char digit : digits.toCharArray()) {
      Map<String, Double> areas = bench.of(digit - '0');
      areas.forEach((name, area) -> sums.computeIfAbsent(name, key -> new double[1])[0] += area);
      alarms += areas.getOrDefault("false alarms", 0.0);
      print(Character.toString(digit), areas);
    }
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((name, sum) -> means.put(name, sum[0] / digits.length()));
    print("mean", means);
    System.out.printf(
        Locale.ROOT,
        "false alarms %.4f where %.2f were asked for%n",
        alarms / digits.length(),
        0.01);
  }

  private static void print(String what, Map<String, Double> figures) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-4s", what));
    figures.forEach(
        (name, value) -> line.append(String.format(Locale.ROOT, "  %s %.4f", name, value)));
    System.out.println(line);
  }

  private Map<String, Double> of(int digit) throws IOException {
    Path data = Files.createDirectories(work.resolve("without-" + digit));
    int[] usual = others(mnist("train"), digit);
    Samples images = mnist("train").samples();
    Samples test = mnist("test").samples();
    writeIdx(data, "train", images.select(Arrays.copyOf(usual, count)));
    Path calibration = data.resolve("usual.npy");
    int[] unseen = Arrays.copyOfRange(usual, count, count + CALIBRATION);
    Npy.write(calibration, images.select(unseen).toMatrix());
    Path candidates = data.resolve("test.npy");
    Npy.write(candidates, test.toMatrix());
    Path truth = data.resolve("truth.csv");
    Labels labels = truth(mnist("test"));
    StringBuilder table = new StringBuilder("row,class\n");
    for (int i = 0; i < labels.size(); i++) {
      table.append(i).append(',').append(labels.get(i)).append('\n');
    }
    Files.writeString(truth, table);

    Path run = work.resolve("run-" + digit);
    Discovery.of(settings(data, run), plugins).run(RunContext.seeded(42));
    try (AnomalyDetection detection = AnomalyDetection.load(run, plugins)) {
      AnomalyDetection.Request request =
          new AnomalyDetection.Request(
              List.of(candidates),
              List.of(calibration),
              Optional.empty(),
              FALSE_ALARMS,
              Optional.of(truth),
              Set.of(Integer.toString(digit)));
      Path output = work.resolve("anomalies-" + digit);
      AnomalyReport report = detection.run(request, RunContext.seeded(0), output);
      Map<String, Double> figures = new LinkedHashMap<>(report.rocAuc());
      figures.put("false alarms", alarms(output.resolve("anomalies.csv"), labels, digit));
      return figures;
    }
  }

  private static double alarms(Path table, Labels labels, int digit) throws IOException {
    List<String> rows = Files.readAllLines(table);
    int alarms = 0;
    int usual = 0;
    for (int i = 0; i < labels.size(); i++) {
      if (labels.get(i) != digit) {
        usual++;
        alarms += rows.get(i + 1).split(",", -1)[2].equals("true") ? 1 : 0;
      }
    }
    return (double) alarms / usual;
  }

  private Dataset mnist(String split) {
    return plugins.create(
        DatasetProvider.class,
        Settings.parse("mnist", "{ type = mnist, splits = [" + split + "] }"));
  }

  private static Labels truth(Dataset dataset) {
    return dataset.truth().map(GroundTruth::labels).orElseThrow();
  }

  private static int[] others(Dataset dataset, int digit) {
    Labels labels = truth(dataset);
    return IntStream.range(0, labels.size()).filter(i -> labels.get(i) != digit).toArray();
  }

  private static void writeIdx(Path folder, String stem, Samples images) throws IOException {
    int size = images.type().size();
    ByteBuffer bytes = ByteBuffer.allocate(16 + images.count() * size);
    bytes.putInt(0x803).putInt(images.count()).putInt(28).putInt(28);
    float[] row = new float[size];
    for (int i = 0; i < images.count(); i++) {
      images.copyRow(i, row, 0);
      for (float value : row) {
        bytes.put((byte) Math.round(255 * value));
      }
    }
    Files.write(folder.resolve(stem + "-images-idx3-ubyte"), bytes.array());
  }

  private Settings settings(Path data, Path run) throws IOException {
    String quick;
    try (InputStream in =
        HeldOutDigits.class.getResourceAsStream("/io/decipher/app/presets/quick.conf")) {
      quick = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    return Settings.parse(
            "benchmark",
            """
            decipher {
              seed = 42
              output = "%s"
              dataset { type = mnist, directory = "%s", splits = [train], train-limit = %d }
              model.fit { epochs = %d, min-steps = 0 }
              compare = []
              evidence { layouts = 0 }
            }
            """
                .formatted(run, data, count, epochs))
        .over(Settings.parse("quick.conf", quick));
  }
}
