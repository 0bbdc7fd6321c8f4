// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.CancellationToken;
import io.decipher.api.Checkable;
import io.decipher.api.ConfigurationException;
import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.GenerativeModel;
import io.decipher.api.ModelCheck;
import io.decipher.api.ModelCheck.Finding;
import io.decipher.api.ModelCheck.Layer;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.api.spi.Provider;
import io.decipher.runtime.report.CheckReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationCheckTest {
  @TempDir Path temporary;

  private ConfigurationCheck configured(String more, Provider<?>... plugins) {
    return ConfigurationCheck.of(
        Settings.parse("more.conf", more).over(Fakes.settings(temporary.resolve("run"))),
        Fakes.plugins(plugins));
  }

  private CheckReport check(String more, Provider<?>... plugins) {
    return configured(more, plugins).run(RunContext.seeded(5));
  }

  private static List<String> problems(CheckReport report) {
    return report.findings().stream().map(Finding::problem).toList();
  }

  @Nested
  class A_model_that_can_be_tried {
    @Test
    void is_handed_all_samples_prepared_and_without_classes() {
      CheckReport report = check("decipher.preprocess = [invert]", new TriedProvider());
      assertThat(report.allIsWell()).isTrue();
      assertThat(report.check().orElseThrow().layers())
          .containsExactly(new Layer("90 samples, no classes", "brightest 1.00", List.of(24), 3));
      assertThat(report.trial()).isEmpty();
    }

    @Test
    void adds_what_it_finds() {
      CheckReport report = check("decipher.model.type = tried-in-vain", new TriedInVainProvider());
      assertThat(report.allIsWell()).isFalse();
      assertThat(problems(report)).containsExactly("it is no good");
    }
  }

  @Nested
  class Any_other_model {
    @Test
    void is_trained_on_one_batch() {
      CheckReport report = check("");
      assertThat(report.allIsWell()).isTrue();
      assertThat(report.check()).isEmpty();
      CheckReport.Trial trial = report.trial().orElseThrow();
      assertThat(trial.samples()).isEqualTo(64);
      assertThat(trial.epochs()).isEqualTo(1);
      assertThat(trial.terms().get(0).name()).isEqualTo("loss");
    }

    @Test
    void that_refuses_its_samples_is_told_with_the_reason() {
      assertThat(problems(check("decipher.model.noise = 10")))
          .containsExactly(
              "the model cannot be trained: so much noise hides a sample of 1 x 6 x 4");
    }

    @Test
    void that_draws_the_same_each_time_has_collapsed() {
      assertThat(problems(check("decipher.model.noise = 0")))
          .containsExactly("the trained model draws the same sample each time");
    }

    @Test
    void whose_loss_rises_is_told() {
      assertThat(problems(check("decipher.model.type = rising", new RisingProvider())))
          .containsExactly("the loss does not fall: 2.000 in the first epoch, 3.000 in the last");
    }

    @Test
    void stops_when_cancelled() {
      CancellationToken cancel = new CancellationToken();
      ProgressListener stopping =
          progress -> {
            if (progress.stage().equals("model")) {
              cancel.cancel();
            }
          };
      assertThatThrownBy(() -> configured("").run(RunContext.of(5, stopping, cancel)))
          .isInstanceOf(CancellationException.class);
    }
  }

  @Nested
  class The_samples {
    @Test
    void are_described() {
      CheckReport.Data data = check("").data();
      assertThat(data.samples()).isEqualTo(90);
      assertThat(data.shape()).isEqualTo(Fakes.SHAPE);
      assertThat(data.least()).isBetween(0f, 0.01f);
      assertThat(data.greatest()).isBetween(0.99f, 1f);
    }

    @Test
    void that_are_all_the_same_are_told() {
      float[] one = new float[Fakes.SHAPE.size()];
      Arrays.fill(one, 0.5f);
      assertThat(problems(check("decipher.dataset.type = given", given(one, one, one))))
          .contains("all 3 samples are the same");
    }

    @Test
    void outside_of_0_to_1_are_told() {
      float[] bright = new float[Fakes.SHAPE.size()];
      Arrays.fill(bright, 255);
      assertThat(
              problems(
                  check(
                      "decipher.dataset.type = given",
                      given(new float[Fakes.SHAPE.size()], bright))))
          .contains("the samples' values range from 0.0 to 255.0");
    }

    @Test
    void that_are_not_finite_are_told() {
      float[] broken = new float[Fakes.SHAPE.size()];
      broken[3] = Float.NaN;
      assertThat(
              problems(
                  check(
                      "decipher.dataset.type = given",
                      given(new float[Fakes.SHAPE.size()], broken))))
          .contains("1 samples have values that are not finite");
    }

    @Test
    void that_are_too_few_are_told_before_anything_is_tried() {
      CheckReport report =
          check("decipher.dataset.type = given", given(new float[Fakes.SHAPE.size()]));
      assertThat(problems(report)).containsExactly("the data set has 1 samples");
      assertThat(report.trial()).isEmpty();
    }
  }

  @Test
  void a_check_writes_nothing() {
    check("");
    assertThat(Files.exists(temporary.resolve("run"))).isFalse();
  }

  @Test
  void mistakes_in_a_configuration_come_first() {
    assertThatThrownBy(() -> configured("decipher.model.type = none"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("decipher.model.type is 'none'");
  }

  private static DatasetProvider given(float[]... rows) {
    return new DatasetProvider() {
      @Override
      public String name() {
        return "given";
      }

      @Override
      public String description() {
        return "given rows";
      }

      @Override
      public Dataset create(Settings settings) {
        return new Dataset() {
          @Override
          public SampleType type() {
            return Fakes.SHAPE;
          }

          @Override
          public Samples train() {
            return Samples.of(FloatMatrix.ofRows(rows), Fakes.SHAPE);
          }
        };
      }
    };
  }

  /** A mean model with one more thing to say of itself. */
  private abstract static class MeanModelLike implements GenerativeModelProvider {
    private final String name;

    MeanModelLike(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String description() {
      return "for tests";
    }

    @Override
    public Class<?> yields() {
      return TrainedModel.class;
    }
  }

  /** A mean model that tells by its layers what it was handed. */
  private static final class TriedProvider extends MeanModelLike {
    TriedProvider() {
      super("mean-model");
    }

    @Override
    public GenerativeModel create(Settings settings) {
      return new Tried(List.of());
    }
  }

  private static final class TriedInVainProvider extends MeanModelLike {
    TriedInVainProvider() {
      super("tried-in-vain");
    }

    @Override
    public GenerativeModel create(Settings settings) {
      return new Tried(List.of(new Finding("it is no good", "throw it away")));
    }
  }

  private record Tried(List<Finding> findings) implements GenerativeModel, Checkable {
    @Override
    public ModelCheck check(TrainingSet set, RunContext run) {
      float brightest = 0;
      for (float value : set.samples().toMatrix().toArray()) {
        brightest = Math.max(brightest, value);
      }
      String name =
          set.samples().count()
              + " samples, "
              + (set.classes().isEmpty() ? "no classes" : "classes");
      return ModelCheck.of(
          List.of(
              new Layer(
                  name,
                  String.format(java.util.Locale.ROOT, "brightest %.2f", brightest),
                  List.of(set.type().size()),
                  3)),
          Optional.empty(),
          findings);
    }

    @Override
    public TrainedModel train(TrainingSet set, RunContext run) {
      throw new DecipherException("a check trains nothing that can be tried");
    }

    @Override
    public TrainedModel load(Path directory) {
      throw new DecipherException("a check loads nothing");
    }
  }

  private static final class RisingProvider extends MeanModelLike {
    RisingProvider() {
      super("rising");
    }

    @Override
    public GenerativeModel create(Settings settings) {
      Fakes.MeanModel model = new Fakes.MeanModel(0.25);
      return new GenerativeModel() {
        @Override
        public TrainedModel train(TrainingSet set, RunContext run) {
          run.epoch(new EpochMetrics("model", 1, 0.1, Map.of("loss", 2.0)));
          TrainedModel trained = model.train(set, RunContext.seeded(1));
          run.epoch(new EpochMetrics("model", 2, 0.1, Map.of("loss", 3.0)));
          return trained;
        }

        @Override
        public TrainedModel load(Path directory) throws java.io.IOException {
          return model.load(directory);
        }
      };
    }
  }
}
