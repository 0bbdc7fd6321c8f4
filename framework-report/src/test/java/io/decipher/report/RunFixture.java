// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.Manifest;
import io.decipher.api.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A run directory as `decipher discover` leaves it, of three classes that nobody trained on. */
public final class RunFixture {
  /** How many samples the run has. */
  public static final int SAMPLES = 90;

  private RunFixture() {}

  /** Returns class 0 for the first third of samples, then 1, then 2; the last two are noise. */
  public static Labels labels() {
    int[] labels = new int[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      labels[i] = i >= SAMPLES - 2 ? Labels.NOISE : i / 30;
    }
    return Labels.of(labels);
  }

  /** Writes a run: classes 0 and 1 lie nearer to each other than either to class 2. */
  public static void write(Path run) throws IOException {
    Files.createDirectories(run);
    Random random = new Random(1);
    float[] features = new float[SAMPLES * 3];
    float[] places = new float[SAMPLES * 2];
    float[] strengths = new float[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      int label = i / 30;
      for (int j = 0; j < 3; j++) {
        features[3 * i + j] =
            (float) (random.nextGaussian() + (j == 0 ? new double[] {0, 4, 20}[label] : 0));
      }
      places[2 * i] = features[3 * i];
      places[2 * i + 1] = features[3 * i + 1];
      strengths[i] = i >= SAMPLES - 2 ? 0 : 1 - i % 10 / 20f;
    }
    Npy.write(run.resolve("labels.npy"), labels());
    Npy.writeVector(run.resolve("strengths.npy"), FloatMatrix.wrap(SAMPLES, 1, strengths));
    Npy.write(run.resolve("features.npy"), FloatMatrix.wrap(SAMPLES, 3, features));
    Npy.write(run.resolve("projection.npy"), FloatMatrix.wrap(SAMPLES, 2, places));
    Files.writeString(run.resolve("decipher.conf"), "decipher { seed = 7 }\n");
    Files.writeString(
        run.resolve("metrics.jsonl"), "{\"stage\":\"model\",\"epoch\":1,\"loss\":3.5}\n");
    Files.writeString(
        run.resolve("report.json"),
        "{\"samples\": 90, \"classes\": 3, \"noise\": 0.02, \"sizes\": [30, 30, 28], \"seed\": 7,"
            + " \"stages\": [], \"evidence\": {\"verdict\": \"3 classes\", \"support\": \"full\"},"
            + " \"smallClusters\": [], \"about\": {\"seconds\": {\"total\": 1.5}}}");
    seal(run);
  }

  /** Lists the files as they are now. */
  public static void seal(Path run) throws IOException {
    Manifest.write(run, run.resolve(Manifest.FILE), Map.of(), Set.of());
  }

  /** Samples whose names are what an attacker would choose, each a grey picture of its own. */
  public static final class Hostile implements ReportSamples {
    /** The name of sample 0. */
    public static final String NAME = "</script><img src=x onerror=alert(1)>";

    /** Makes them. */
    public Hostile() {}

    @Override
    public int count() {
      return SAMPLES;
    }

    @Override
    public String kind() {
      return "image";
    }

    @Override
    public String name(int sample) {
      return sample == 0 ? NAME : "item-" + sample;
    }

    @Override
    public List<Column> columns() {
      double[] begin = new double[SAMPLES];
      String[] recording = new String[SAMPLES];
      for (int i = 0; i < SAMPLES; i++) {
        begin[i] = i;
        recording[i] = i < 30 ? "morning" : "evening";
      }
      return List.of(
          new Column("recording", List.of(recording), new double[0]),
          new Column("begin", List.of(), begin));
    }

    @Override
    public Optional<Picture> picture(int sample) {
      byte[] pixels = new byte[64];
      new Random(sample).nextBytes(pixels);
      return Optional.of(new Picture(1, 8, 8, pixels));
    }
  }
}
