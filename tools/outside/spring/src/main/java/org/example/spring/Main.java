// SPDX-License-Identifier: Apache-2.0
package org.example.spring;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.runtime.Discovery;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Discovers three groups by a configuration, in an application of Spring Boot. */
@SpringBootApplication
public class Main implements CommandLineRunner {
  /** A model that remembers nothing but the mean. */
  static final class MeanProvider implements GenerativeModelProvider {
    @Override
    public String name() {
      return "mean";
    }

    @Override
    public String description() {
      return "draws the mean";
    }

    @Override
    public Class<?> yields() {
      return TrainedModel.class;
    }

    @Override
    public GenerativeModel create(Settings settings) {
      return new GenerativeModel() {
        @Override
        public TrainedModel train(TrainingSet set, RunContext run) {
          return new Mean(set.type());
        }

        @Override
        public TrainedModel load(Path directory) {
          throw new DecipherException("a mean is not kept");
        }
      };
    }
  }

  private record Mean(SampleType type) implements TrainedModel {
    @Override
    public FloatMatrix generate(int count, RandomGenerator random) {
      return FloatMatrix.wrap(count, type.size(), new float[count * type.size()]);
    }

    @Override
    public void save(Path directory) {}

    @Override
    public void close() {}
  }

  /** Starts the application. */
  public static void main(String[] arguments) {
    SpringApplication.run(Main.class, arguments);
  }

  @Override
  public void run(String... arguments) {
    System.out.println("discovered: " + discovered() + " classes");
  }

  static int discovered() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[300 * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (i / 2 % 3 * 10 + random.nextGaussian());
    }
    Samples samples = Samples.of(FloatMatrix.wrap(300, 2, values), SampleType.vector(2));
    Settings settings =
        Settings.parse(
            "host",
            "decipher { features = [pixels], projector = identity, small-clusters.merge = false,"
                + " clusterer { type = hdbscan, min-cluster-size = 20 }, model = mean }");
    return Discovery.of(settings, Plugins.discover().with(new MeanProvider()), samples)
        .runWithoutDirectory(RunContext.seeded(42))
        .view()
        .found()
        .labels()
        .classes();
  }
}
