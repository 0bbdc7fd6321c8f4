// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import io.decipher.api.Conditional;
import io.decipher.api.DecipherException;
import io.decipher.api.Decoder;
import io.decipher.api.Encoder;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Npy;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.GenerativeModelProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * A model that learns the mean of each class and adds noise to it. Of images it starts at random
 * and stays in [0, 1]; of vectors it does neither.
 */
public record MeanAndSpread(double spread, int epochs) implements GenerativeModel {
  public static final class Provider implements GenerativeModelProvider {
    @Override
    public String name() {
      return "mean-and-spread";
    }

    @Override
    public String description() {
      return "Class means with noise, for the tests of the testkit";
    }

    @Override
    public GenerativeModel create(Settings settings) {
      return settings.as(MeanAndSpread.class);
    }

    @Override
    public Class<?> yields() {
      return Trained.class;
    }
  }

  @Override
  public TrainedModel train(TrainingSet set, RunContext run) {
    int classes = set.classes().map(FoundClasses::labels).map(l -> l.classes()).orElse(0);
    float[][] means = new float[Math.max(1, classes)][set.type().size()];
    int[] counts = new int[means.length];
    var random = run.random("mean-and-spread/start");
    for (float[] mean : means) {
      for (int k = 0; k < mean.length; k++) {
        mean[k] = set.type() instanceof SampleType.Image ? 0.01f * random.nextFloat() : 0;
      }
    }
    for (int epoch = 1; epoch <= epochs; epoch++) {
      run.step(new Progress("model", (epoch - 1.0) / epochs, "epoch " + epoch));
      for (int i = 0; i < set.samples().count(); i++) {
        int sample = i;
        int label = set.classes().map(found -> found.labels().get(sample)).orElse(0);
        if (label >= 0) {
          counts[label]++;
          float[] row = set.samples().row(i);
          for (int k = 0; k < set.type().size(); k++) {
            float[] mean = means[label];
            mean[k] += (row[k] - mean[k]) / (1 + counts[label]);
          }
        }
      }
      run.epoch(new EpochMetrics("model", epoch, 0.1, Map.of("loss", 1.0 / epoch)));
    }
    run.step(new Progress("model", 1, ""));
    return new Trained(set.type(), FloatMatrix.ofRows(means), classes, (float) spread);
  }

  @Override
  public TrainedModel load(Path directory) throws IOException {
    String[] lines = Files.readString(directory.resolve("model.txt")).split("\n", -1);
    if (lines.length != 7) {
      throw new IOException(directory + ": model.txt has " + lines.length + " lines, not 7");
    }
    int[] numbers = Arrays.stream(lines).limit(5).mapToInt(Integer::parseInt).toArray();
    Path means = directory.resolve("means.npy");
    if (sum(means) != Long.parseLong(lines[5])) {
      throw new DecipherException(means + ": is not what was saved");
    }
    return new Trained(
        numbers[0] == 0
            ? SampleType.vector(numbers[2])
            : new SampleType.Image(numbers[0], numbers[1], numbers[2]),
        Npy.read(means),
        numbers[3],
        Float.intBitsToFloat(numbers[4]));
  }

  private static long sum(Path file) throws IOException {
    var crc = new CRC32();
    crc.update(Files.readAllBytes(file));
    return crc.getValue();
  }

  record Trained(SampleType type, FloatMatrix means, int classes, float spread)
      implements TrainedModel, Encoder, Decoder, Conditional {
    @Override
    public FloatMatrix generate(int count, RandomGenerator random) {
      int[] labels = new int[count];
      Arrays.setAll(labels, i -> random.nextInt(means.rows()));
      return noisy(means.select(labels), random);
    }

    @Override
    public FloatMatrix generate(int label, int count, RandomGenerator random) {
      int[] labels = new int[count];
      Arrays.fill(labels, label);
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException("there is no class " + label);
      }
      return noisy(means.select(labels), random);
    }

    private FloatMatrix noisy(FloatMatrix samples, RandomGenerator random) {
      float[] values = samples.toArray();
      for (int i = 0; i < values.length; i++) {
        double noisy = values[i] + spread * random.nextGaussian();
        boolean bounded = type instanceof SampleType.Image;
        values[i] = (float) (bounded ? Math.max(0, Math.min(1, noisy)) : noisy);
      }
      return FloatMatrix.wrap(samples.rows(), samples.columns(), values);
    }

    @Override
    public FloatMatrix encode(Samples samples, RunContext run) {
      run.cancellation().throwIfCancelled();
      return samples.toMatrix();
    }

    @Override
    public FloatMatrix decode(FloatMatrix latents, RunContext run) {
      run.cancellation().throwIfCancelled();
      return latents;
    }

    @Override
    public void save(Path directory) throws IOException {
      Path file = directory.resolve("means.npy");
      SampleType.Image shape = type instanceof SampleType.Image image ? image : null;
      Npy.write(file, means);
      Files.writeString(
          directory.resolve("model.txt"),
          (shape == null ? 0 : shape.channels())
              + "\n"
              + (shape == null ? 0 : shape.height())
              + "\n"
              + (shape == null ? type.size() : shape.width())
              + "\n"
              + classes
              + "\n"
              + Float.floatToIntBits(spread)
              + "\n"
              + sum(file)
              + "\n");
    }

    @Override
    public void close() {}
  }
}
