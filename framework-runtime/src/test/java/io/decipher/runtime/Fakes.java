// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ClusterModel;
import io.decipher.api.Clusterer;
import io.decipher.api.Conditional;
import io.decipher.api.Dataset;
import io.decipher.api.Encoder;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.GenerativeModel;
import io.decipher.api.GroundTruth;
import io.decipher.api.Hierarchy;
import io.decipher.api.Labels;
import io.decipher.api.Plugins;
import io.decipher.api.Preprocessor;
import io.decipher.api.Progress;
import io.decipher.api.Projection;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.FeatureExtractorProvider;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.api.spi.PreprocessorProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.api.spi.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Small plugins that really do their job, on tiny images of bars at one of three heights. */
public final class Fakes {
  public static final SampleType.Image SHAPE = SampleType.image(6, 4);
  public static final int SAMPLES = 90;

  private Fakes() {}

  public static Plugins plugins(Provider<?>... more) {
    List<Provider<?>> all =
        new ArrayList<>(
            List.of(
                new BarsProvider(truth(0)),
                new InvertProvider(),
                new MeansProvider(),
                new FirstTwoProvider(),
                new ShakenProvider(),
                new GapsProvider(),
                new MeanModelProvider(),
                new DrawsOnlyProvider()));
    for (Provider<?> provider : more) {
      all.removeIf(one -> one.name().equals(provider.name()));
      all.add(provider);
    }
    return Plugins.of(all);
  }

  public static Settings settings(Path output) {
    return Settings.parse(
        "fake.conf",
        """
        decipher {
          seed = 5
          output = "%s"
          dataset = bars
          features = [{ type = means }]
          projector = first-two
          clusterer { type = gaps, gap = 0.1 }
          model { type = mean-model, noise = 0.25 }
          small-clusters.merge = false
        }
        """
            .formatted(output.toString().replace("\\", "/")));
  }

  /** Labels of the bars: in each data order position, which height the bar has. */
  public static GroundTruth truth(int shift) {
    int[] labels = new int[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      labels[i] = (kind(i) + shift) % 3;
    }
    return new GroundTruth(Labels.of(labels));
  }

  public static int kind(int sample) {
    return sample * sample % 7 % 3;
  }

  public static FloatMatrix bars() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[SAMPLES * SHAPE.size()];
    for (int i = 0; i < SAMPLES; i++) {
      for (int y = 0; y < SHAPE.height(); y++) {
        for (int x = 0; x < SHAPE.width(); x++) {
          boolean bar = y / 2 == kind(i);
          values[(i * SHAPE.height() + y) * SHAPE.width() + x] =
              (float) ((bar ? 0.9 : 0) + random.nextDouble(0.1));
        }
      }
    }
    return FloatMatrix.wrap(SAMPLES, SHAPE.size(), values);
  }

  public static Samples samples() {
    return Samples.of(bars(), SHAPE);
  }

  /** The first of the bars, all for training. */
  public static final class UntestedProvider implements DatasetProvider {
    @Override
    public String name() {
      return "untested";
    }

    @Override
    public String description() {
      return "bars without a test part";
    }

    @Override
    public Dataset create(Settings settings) {
      return new Dataset() {
        @Override
        public SampleType type() {
          return SHAPE;
        }

        @Override
        public Samples train() {
          return Fakes.samples().slice(0, 60);
        }
      };
    }
  }

  public record BarsProvider(GroundTruth truth) implements DatasetProvider {
    @Override
    public String name() {
      return "bars";
    }

    @Override
    public String description() {
      return "bars at three heights";
    }

    @Override
    public Dataset create(Settings settings) {
      return new Dataset() {
        @Override
        public SampleType type() {
          return SHAPE;
        }

        @Override
        public Samples train() {
          return Fakes.samples().slice(0, 60);
        }

        @Override
        public Samples test() {
          return Fakes.samples().slice(60, 30);
        }

        @Override
        public Optional<GroundTruth> truth() {
          return Optional.of(truth);
        }
      };
    }
  }

  public static final class InvertProvider implements PreprocessorProvider {
    @Override
    public String name() {
      return "invert";
    }

    @Override
    public String description() {
      return "white on black";
    }

    @Override
    public Preprocessor create(Settings settings) {
      return (samples, run) ->
          Samples.view(
              samples,
              samples.type(),
              (row, length, target, offset) -> {
                for (int i = 0; i < row.length; i++) {
                  target[offset + i] = 1 - row[i];
                }
              });
    }
  }

  /** The mean of each pair of rows. */
  public static final class MeansProvider implements FeatureExtractorProvider {
    @Override
    public String name() {
      return "means";
    }

    @Override
    public String description() {
      return "means of pairs of rows";
    }

    @Override
    public FeatureExtractor create(Settings settings) {
      return (fitted, run) -> (samples, encoding) -> means(samples);
    }
  }

  public static FloatMatrix means(Samples all) {
    FloatMatrix samples = all.toMatrix();
    float[] means = new float[samples.rows() * 3];
    int part = samples.columns() / 3;
    for (int i = 0; i < samples.rows(); i++) {
      for (int j = 0; j < part * 3; j++) {
        means[3 * i + j / part] += samples.get(i, j) / part;
      }
    }
    return FloatMatrix.wrap(samples.rows(), 3, means);
  }

  public record FirstTwo(FloatMatrix points) implements Projection {}

  public static final class FirstTwoProvider implements ProjectorProvider {
    @Override
    public String name() {
      return "first-two";
    }

    @Override
    public String description() {
      return "the first two columns";
    }

    @Override
    public Class<?> yields() {
      return FirstTwo.class;
    }

    @Override
    public Projector create(Settings settings) {
      return (points, run) -> {
        float[] two = new float[2 * points.rows()];
        for (int i = 0; i < points.rows(); i++) {
          two[2 * i] = points.get(i, 0);
          two[2 * i + 1] = points.get(i, 1);
        }
        return new FirstTwo(FloatMatrix.wrap(points.rows(), 2, two));
      };
    }
  }

  /** The first two columns, each moved a little, by chance. */
  public static final class ShakenProvider implements ProjectorProvider {
    @Override
    public String name() {
      return "shaken";
    }

    @Override
    public String description() {
      return "the first two columns, shaken";
    }

    @Override
    public Class<?> yields() {
      return FirstTwo.class;
    }

    @Override
    public Projector create(Settings settings) {
      return (points, run) -> {
        RandomGenerator random = run.random("shaken");
        float[] two = new float[2 * points.rows()];
        for (int i = 0; i < two.length; i++) {
          two[i] = points.get(i / 2, i % 2) + (float) random.nextDouble(0.01);
        }
        return new FirstTwo(FloatMatrix.wrap(points.rows(), 2, two));
      };
    }
  }

  /** Groups of points that are chained by gaps smaller than {@code gap}. */
  public record Gaps(double gap) implements Clusterer {
    public Gaps {
      if (!(gap > 0)) {
        throw new IllegalArgumentException("gap must be above 0, but was " + gap);
      }
    }

    @Override
    public ClusterModel fit(FloatMatrix points, RunContext run) {
      int n = points.rows();
      int[] label = new int[n];
      java.util.Arrays.fill(label, Labels.NOISE);
      int next = 0;
      for (int i = 0; i < n; i++) {
        if (label[i] == Labels.NOISE) {
          spread(points, i, next++, label);
        }
      }
      return new GapsModel(Labels.of(label));
    }

    private void spread(FloatMatrix points, int from, int group, int[] label) {
      var open = new java.util.ArrayDeque<Integer>(List.of(from));
      label[from] = group;
      while (!open.isEmpty()) {
        int i = open.remove();
        for (int j = 0; j < label.length; j++) {
          double dx = points.get(i, 0) - points.get(j, 0);
          double dy = points.get(i, 1) - points.get(j, 1);
          if (label[j] == Labels.NOISE && Math.hypot(dx, dy) < gap) {
            label[j] = group;
            open.add(j);
          }
        }
      }
    }
  }

  public record GapsModel(Labels labels) implements ClusterModel, Hierarchy {
    @Override
    public FoundClasses classes() {
      float[] strengths = new float[labels.size()];
      java.util.Arrays.fill(strengths, 1);
      return new FoundClasses(labels, FloatMatrix.wrap(strengths.length, 1, strengths));
    }

    @Override
    public FoundClasses cut(int minClusterSize) {
      return classes();
    }
  }

  public static final class GapsProvider implements ClustererProvider {
    @Override
    public String name() {
      return "gaps";
    }

    @Override
    public String description() {
      return "single linkage at a distance";
    }

    @Override
    public Class<?> yields() {
      return GapsModel.class;
    }

    @Override
    public Clusterer create(Settings settings) {
      return settings.as(Gaps.class);
    }
  }

  /** Remembers the mean sample; draws it with noise. */
  public record MeanModel(double noise) implements GenerativeModel {
    @Override
    public void check(SampleType shape) {
      if (noise > 9) {
        throw new io.decipher.api.DecipherException("so much noise hides a sample of " + shape);
      }
    }

    @Override
    public TrainedModel train(TrainingSet set, RunContext run) {
      float[] mean = new float[set.type().size()];
      for (int i = 0; i < set.samples().count(); i++) {
        for (int j = 0; j < mean.length; j++) {
          mean[j] += set.samples().row(i)[j] / set.samples().count();
        }
      }
      run.step(new Progress("model", 0.5, "half"));
      run.epoch(new EpochMetrics("model", 1, 0.125, Map.of("loss", 1.5)));
      return new TrainedMeanModel(
          mean, noise, set.classes().map(found -> found.labels().classes()).orElse(0));
    }

    @Override
    public TrainedModel load(Path directory) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(directory.resolve("mean.bin")));
      int classes = bytes.getInt();
      float[] mean = new float[bytes.remaining() / 4];
      bytes.asFloatBuffer().get(mean);
      return new TrainedMeanModel(mean, noise, classes);
    }
  }

  public static final class TrainedMeanModel implements TrainedModel, Encoder, Conditional {
    private final float[] mean;
    private final double noise;
    private final int classes;

    public TrainedMeanModel(float[] mean, double noise, int classes) {
      this.mean = mean;
      this.noise = noise;
      this.classes = classes;
    }

    @Override
    public SampleType type() {
      return SHAPE;
    }

    @Override
    public Map<String, String> description() {
      return Map.of("engine", "plain Java");
    }

    @Override
    public int classes() {
      return classes;
    }

    @Override
    public FloatMatrix generate(int label, int count, RandomGenerator random) {
      return generate(count, random);
    }

    @Override
    public FloatMatrix generate(int count, RandomGenerator random) {
      float[] values = new float[count * mean.length];
      for (int i = 0; i < values.length; i++) {
        double value = mean[i % mean.length] + noise * random.nextGaussian();
        values[i] = (float) Math.min(1, Math.max(0, value));
      }
      return FloatMatrix.wrap(count, mean.length, values);
    }

    @Override
    public FloatMatrix encode(Samples samples, RunContext run) {
      return means(samples);
    }

    @Override
    public void save(Path directory) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * mean.length);
      bytes.putInt(classes);
      for (float value : mean) {
        bytes.putFloat(value);
      }
      Files.write(directory.resolve("mean.bin"), bytes.array());
    }

    @Override
    public void close() {}
  }

  public static final class MeanModelProvider implements GenerativeModelProvider {
    @Override
    public String name() {
      return "mean-model";
    }

    @Override
    public String description() {
      return "draws the mean sample";
    }

    @Override
    public Class<?> yields() {
      return TrainedMeanModel.class;
    }

    @Override
    public GenerativeModel create(Settings settings) {
      return settings.as(MeanModel.class);
    }
  }

  /**
   * Comes nearer to the mean sample in three epochs, and keeps checkpoints where it is told to.
   *
   * @param trained counts the epochs that were really done
   */
  public record SteadyProvider(AtomicInteger trained) implements GenerativeModelProvider {
    static final int EPOCHS = 3;

    @Override
    public String name() {
      return "steady";
    }

    @Override
    public String description() {
      return "goes on where it was";
    }

    @Override
    public Class<?> yields() {
      return TrainedMeanModel.class;
    }

    @Override
    public GenerativeModel create(Settings settings) {
      return new GenerativeModel() {
        @Override
        public TrainedModel train(TrainingSet set, RunContext run) {
          return steady(set, run);
        }

        @Override
        public TrainedModel load(Path directory) throws IOException {
          return new MeanModel(0).load(directory);
        }
      };
    }

    /** The weights after an epoch follow from those before, so none can be left out. */
    private TrainedModel steady(TrainingSet set, RunContext run) {
      int classes = set.classes().map(found -> found.labels().classes()).orElse(0);
      float[] weights = new float[set.type().size()];
      for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        String name = "epoch-" + epoch;
        Optional<Path> file = run.checkpoints().map(directory -> directory.resolve(name));
        if (file.isPresent() && Files.exists(file.get())) {
          read(file.get(), weights);
        } else {
          run.step(new Progress("model", (epoch - 1.0) / EPOCHS, "epoch " + epoch));
          RandomGenerator random = run.random("steady/" + epoch);
          for (int j = 0; j < weights.length; j++) {
            int row = random.nextInt(set.samples().count());
            weights[j] += (set.samples().row(row)[j] - weights[j]) / (1 + epoch);
          }
          trained.incrementAndGet();
          file.ifPresent(place -> write(place, weights));
        }
        run.epoch(new EpochMetrics("model", epoch, 0.125, Map.of("loss", (double) weights[0])));
      }
      return new TrainedMeanModel(weights, 0.25, classes);
    }

    private static void read(Path file, float[] weights) {
      try {
        ByteBuffer.wrap(Files.readAllBytes(file)).asFloatBuffer().get(weights);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void write(Path file, float[] weights) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * weights.length);
      bytes.asFloatBuffer().put(weights);
      try {
        Files.write(file, bytes.array());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A trained model of samples of one value each, which draws zeros. */
  public static class OfOneValue implements TrainedModel {
    @Override
    public SampleType type() {
      return SampleType.vector(1);
    }

    @Override
    public FloatMatrix generate(int count, RandomGenerator random) {
      return FloatMatrix.wrap(count, 1, new float[count]);
    }

    @Override
    public void save(Path directory) {}

    @Override
    public void close() {}
  }

  /** A model that cannot encode, as a GAN's cannot. */
  public static final class DrawsOnlyProvider implements GenerativeModelProvider {
    @Override
    public String name() {
      return "draws-only";
    }

    @Override
    public String description() {
      return "cannot encode";
    }

    @Override
    public Class<?> yields() {
      return TrainedModel.class;
    }

    @Override
    public GenerativeModel create(Settings settings) {
      return new MeanModel(0);
    }
  }
}
