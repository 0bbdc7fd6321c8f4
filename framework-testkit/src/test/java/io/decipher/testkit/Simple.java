// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import io.decipher.api.Dataset;
import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.FloatMatrix;
import io.decipher.api.GroundTruth;
import io.decipher.api.Preprocessor;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.FeatureExtractorProvider;
import io.decipher.api.spi.PreprocessorProvider;
import java.util.Optional;

/** One plugin of each of the kinds that need hardly any code. */
public final class Simple {
  private Simple() {}

  public record Bars(int count) implements Dataset {
    @Override
    public SampleType type() {
      return SampleType.image(12, 12);
    }

    @Override
    public Samples train() {
      return TestData.bars(count, 2, type());
    }

    @Override
    public Optional<GroundTruth> truth() {
      return Optional.of(new GroundTruth(TestData.groups(count, 1)));
    }
  }

  public record Dim(double factor) implements Preprocessor {
    @Override
    public Samples apply(Samples samples, RunContext run) {
      run.step(new Progress("dim", 0, ""));
      run.step(new Progress("dim", 1, ""));
      return Samples.view(
          samples,
          samples.type(),
          (row, length, target, offset) -> {
            for (int i = 0; i < row.length; i++) {
              target[offset + i] = row[i] * (float) factor;
            }
          });
    }
  }

  public record Brightness() implements FeatureExtractor {
    @Override
    public Encoder fit(Samples samples, RunContext run) {
      return (others, context) -> {
        context.step(new Progress("brightness", 0, ""));
        float[] sums = new float[others.count()];
        for (int i = 0; i < sums.length; i++) {
          for (float value : others.row(i)) {
            sums[i] += value;
          }
        }
        context.step(new Progress("brightness", 1, ""));
        return FloatMatrix.wrap(sums.length, 1, sums);
      };
    }
  }

  public static final class BarsProvider implements DatasetProvider {
    @Override
    public String name() {
      return "bars";
    }

    @Override
    public String description() {
      return "Bars, for the tests of the testkit";
    }

    @Override
    public Dataset create(Settings settings) {
      return settings.as(Bars.class);
    }
  }

  public static final class DimProvider implements PreprocessorProvider {
    @Override
    public String name() {
      return "dim";
    }

    @Override
    public String description() {
      return "Darkens, for the tests of the testkit";
    }

    @Override
    public Preprocessor create(Settings settings) {
      return settings.as(Dim.class);
    }
  }

  public static final class BrightnessProvider implements FeatureExtractorProvider {
    @Override
    public String name() {
      return "brightness";
    }

    @Override
    public String description() {
      return "Sums pixels, for the tests of the testkit";
    }

    @Override
    public FeatureExtractor create(Settings settings) {
      return settings.as(Brightness.class);
    }
  }
}
