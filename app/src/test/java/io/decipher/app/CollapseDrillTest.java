// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.CancellationToken;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Plugins;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.judge.Judge;
import io.decipher.judge.Purity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Whether a collapse is said when it happens, and only then; some minutes. {@code mvn verify
 * -Dgroups=slow -DexcludedGroups= -Dtest=CollapseDrillTest}. That it happens is found by the judge,
 * which knows digits, in what is drawn at each epoch's end; the model's own warning knows none.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CollapseDrillTest {
  private static final String SMALL =
      "type = dcgan, channels = [32, 16], latent-size = 64, batch-size = 64, validation-share = 0.2";

  private Samples digits;
  private Judge judge;

  @BeforeAll
  void load() {
    var dataset =
        Plugins.discover().create(DatasetProvider.class, Settings.parse("digits", "type = mnist"));
    digits = dataset.train().slice(0, 6000);
    judge =
        Judge.of(
            dataset.train().toMatrix(),
            dataset.test().toMatrix(),
            dataset.type(),
            RunContext.seeded(1));
  }

  /** What a training told, epoch by epoch. */
  private final class Drill implements ProgressListener {
    final List<Double> leftOut = new ArrayList<>();
    final List<FloatMatrix> drawn = new ArrayList<>();
    final List<Integer> warned = new ArrayList<>(); // epochs, from 0 on
    private int epoch;

    Drill(String settings) {
      GenerativeModel model =
          Plugins.discover()
              .create(
                  GenerativeModelProvider.class, Settings.parse("drill", SMALL + ", " + settings));
      model.train(TrainingSet.of(digits), RunContext.of(1, this, new CancellationToken())).close();
    }

    @Override
    public void progress(Progress progress) {}

    @Override
    public void epoch(EpochMetrics metrics) {
      leftOut.add(metrics.values().get("left-out"));
    }

    @Override
    public void samples(String stage, int number, FloatMatrix samples, SampleType shape) {
      drawn.add(samples);
      epoch = number - 1;
    }

    @Override
    public void warning(String text) {
      warned.add(epoch);
    }

    /** The share of the most frequent digit among what was drawn, epoch by epoch. */
    List<Double> greatest() {
      return judge.purity(drawn, RunContext.seeded(1)).classes().stream()
          .map(Purity.OfClass::share)
          .toList();
    }
  }

  /** Rates at which a least-squares GAN learns digits for some epochs and then draws one alone. */
  @Test
  void a_collapse_is_said_within_two_epochs_of_its_happening() {
    Drill drill =
        new Drill(
            "epochs = 12, loss = least-squares, generator-rate = 0.02, discriminator-rate = 0.005,"
                + " averaging = 0, optimizer { beta1 = 0.9 }");
    List<Double> greatest = drill.greatest();
    int learned = first(0, greatest.size(), i -> greatest.get(i) < 0.5);
    int collapsed = first(learned, greatest.size(), i -> greatest.get(i) > 0.75);
    assertThat(drill.warned)
        .as("of a most frequent digit's shares %s, left out %s", greatest, drill.leftOut)
        .containsAnyOf(collapsed, collapsed + 1, collapsed + 2);
  }

  @Test
  void none_is_said_of_a_training_that_goes_well() {
    Drill drill = new Drill("epochs = 8, loss = hinge, generator-rate = 0.002, averaging = 0.9");
    List<Double> greatest = drill.greatest();
    int learned = first(0, greatest.size(), i -> greatest.get(i) < 0.5);
    assertThat(learned).as("of a most frequent digit's shares %s", greatest).isLessThan(4);
    assertThat(drill.warned)
        .as("of a most frequent digit's shares %s, left out %s", greatest, drill.leftOut)
        .allMatch(epoch -> epoch <= learned);
  }

  private static int first(int from, int to, IntPredicate holds) {
    return IntStream.range(from, to).filter(holds).findFirst().orElseThrow();
  }
}
