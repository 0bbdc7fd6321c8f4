// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.runtime.AnomalyDetection;
import io.decipher.runtime.report.AnomalyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Measures how well {@code decipher anomalies} separates images of another kind from MNIST's 10,000
 * test images.
 *
 * <pre>
 * mvn -q -o -Pbench -pl benchmarks -am verify -DskipTests -Dbench.main=ForeignImages -Dbench=runs/first,fashion
 * </pre>
 *
 * <p>{@code bench} is the directory of a run on MNIST's training images only ({@code decipher
 * discover --preset quick -D 'decipher.dataset.splits=[train]' -o runs/first}), and a directory
 * with test images of the other kind in IDX format, such as Fashion-MNIST's.
 */
public final class ForeignImages {
  private ForeignImages() {}

  /** Runs the measurement. */
  public static void main(String[] arguments) throws IOException {
    String[] told = arguments[0].split(",", -1);
    Plugins plugins = Plugins.discover();
    Path work = Files.createTempDirectory("foreign");
    Samples digits = test(plugins, "");
    Samples foreign = test(plugins, ", directory = \"" + told[1] + "\"");
    Npy.write(work.resolve("all.npy"), Samples.concat(digits, foreign).toMatrix());
    StringBuilder table = new StringBuilder("row,class\n");
    for (int i = 0; i < digits.count() + foreign.count(); i++) {
      table.append(i).append(',').append(i < digits.count() ? "digit" : "foreign").append('\n');
    }
    Files.writeString(work.resolve("truth.csv"), table);
    try (AnomalyDetection detection = AnomalyDetection.load(Path.of(told[0]), plugins)) {
      AnomalyReport report =
          detection.run(
              new AnomalyDetection.Request(
                  List.of(work.resolve("all.npy")),
                  List.of(),
                  Optional.empty(),
                  0.01,
                  Optional.of(work.resolve("truth.csv")),
                  Set.of("foreign")),
              RunContext.seeded(0),
              work.resolve("anomalies"));
      report
          .rocAuc()
          .forEach((name, area) -> System.out.printf(Locale.ROOT, "%s %.5f%n", name, area));
    }
  }

  private static Samples test(Plugins plugins, String more) {
    return plugins
        .create(
            DatasetProvider.class,
            Settings.parse("images", "{ type = mnist, splits = [test]" + more + " }"))
        .samples();
  }
}
