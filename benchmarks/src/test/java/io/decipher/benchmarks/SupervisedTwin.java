// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import io.decipher.api.Assigner;
import io.decipher.api.Dataset;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.GroundTruth;
import io.decipher.api.Labels;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.Preprocessor;
import io.decipher.api.RunContext;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.api.spi.PreprocessorProvider;
import io.decipher.runtime.Discovery;
import io.decipher.runtime.Recognition;
import io.decipher.runtime.report.Scores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares classes found without labels with what labels could teach: MNIST's 10,000 test images,
 * which no training saw, classified by a run of preset mnist on the 60,000 training images, and by
 * its supervised twin, the same net trained by the same recipe on all true labels.
 *
 * <pre>
 * mvn -q -o -Pbench -pl benchmarks -am verify -DskipTests -Dbench.main=SupervisedTwin -Dbench=42,1,2
 * </pre>
 *
 * <p>{@code bench} lists the seeds; 42 by default. The twin's labels are used for nothing else.
 */
public final class SupervisedTwin {
  private final Plugins plugins = Plugins.discover();
  private final Path work;
  private final Dataset train;
  private final Dataset test;

  private SupervisedTwin(Path work) {
    this.work = work;
    train = mnist("train");
    test = mnist("test");
  }

  /** Runs the measurement. */
  public static void main(String[] arguments) throws IOException {
    String seeds = arguments.length == 0 || arguments[0].equals(".*") ? "42" : arguments[0];
    SupervisedTwin bench = new SupervisedTwin(Files.createTempDirectory("twin"));
    for (String seed : seeds.split(",", -1)) {
      bench.measure(Long.parseLong(seed));
    }
  }

  private void measure(long seed) throws IOException {
    Path run = work.resolve("seed-" + seed);
    Settings settings = settings(seed, run);
    Discovery.of(settings, plugins).run(RunContext.seeded(seed));
    Labels found = labels(run.resolve("labels.npy"));
    print(seed, "unsupervised, training images", found, train);
    try (Recognition recognition = Recognition.load(run, plugins)) {
      FoundClasses named =
          recognition.recognize(test.samples(), 1, RunContext.seeded(seed)).nearest();
      print(seed, "unsupervised, test images", named.labels(), test);
    }

    Preprocessor deskew =
        plugins.create(PreprocessorProvider.class, Settings.parse("deskew", "{ type = deskew }"));
    Labels truth = train.truth().map(GroundTruth::labels).orElseThrow();
    float[] sure = new float[truth.size()];
    Arrays.fill(sure, 1);
    RunContext context = RunContext.seeded(seed);
    TrainingSet taught =
        TrainingSet.of(
            deskew.apply(train.samples(), context).onHeap(),
            Optional.of(new FoundClasses(truth, FloatMatrix.wrap(sure.length, 1, sure))));
    try (TrainedModel twin =
        plugins
            .create(GenerativeModelProvider.class, settings.at("decipher.model"))
            .train(taught, context)) {
      Labels named =
          ((Assigner) twin).assign(deskew.apply(test.samples(), context), context).labels();
      print(seed, "supervised twin, test images", named, test);
    }
  }

  private static void print(long seed, String what, Labels found, Dataset of) {
    GroundTruth truth = of.truth().orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "seed %d  %-30s %2d classes  accuracy %.4f%n",
        seed,
        what,
        found.classes(),
        Scores.of(found, truth).accuracy());
  }

  private static Labels labels(Path file) throws IOException {
    FloatMatrix read = Npy.read(file);
    int[] labels = new int[read.rows()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (int) read.get(i, 0);
    }
    return Labels.of(labels);
  }

  private Dataset mnist(String split) {
    return plugins.create(
        DatasetProvider.class,
        Settings.parse("mnist", "{ type = mnist, splits = [" + split + "] }"));
  }

  private static Settings settings(long seed, Path run) throws IOException {
    try (InputStream in =
        SupervisedTwin.class.getResourceAsStream("/io/decipher/app/presets/mnist.conf")) {
      return Settings.parse(
              "benchmark",
              """
              decipher {
                seed = %d
                output = "%s"
                dataset.splits = [train]
                compare = []
                evidence { layouts = 0, halves = 0 }
              }
              """
                  .formatted(seed, run))
          .over(
              Settings.parse("mnist.conf", new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }
}
